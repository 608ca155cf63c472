package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.KeyFile;
import org.escrowkit.wallet.keystore.MasterKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which key a party signs its word. */
final class ContractKeyOptions {
    @Option(names = "--role", paramLabel = "ROLE", description = "Who signs: borrower, lender or arbiter.")
    Optional<Role> role = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "That party's key file.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--account",
            paramLabel = "N",
            defaultValue = "0",
            description = "The account's number, 0 by default.")
    private int account;

    @Mixin
    private PassphraseOptions passphrase = new PassphraseOptions();

    Role requiredRole() {
        return role.orElseThrow(() -> Failure.usage("nobody is named who signs", "Name --role and --key."));
    }

    <T> T sign(Console console, BitcoinNetwork network, Function<ContractSecret, T> word) {
        Path named = file.orElseThrow(() -> Failure.usage("no key to sign with", "Name --key."));
        try (Secret secret = passphrase.ask(console, named);
                MasterKey key = KeyFile.open(named, secret.chars());
                ContractSecret contract = key.contractKey(network, account)) {
            return word.apply(contract);
        }
    }
}
