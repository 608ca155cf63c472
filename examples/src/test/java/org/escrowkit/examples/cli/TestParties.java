package org.escrowkit.examples.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;

/** Three parties whose keys are the same in every run. */
final class TestParties {
    private TestParties() {}

    static MasterKey master(Role role) {
        return MasterKey.ofSeed(Arrays.copyOf(role.name().getBytes(StandardCharsets.US_ASCII), 32));
    }

    static AccountKey account(Role role) {
        try (MasterKey master = master(role);
                AccountSecret account = master.account(BitcoinNetwork.REGTEST, 0)) {
            return account.publicKey();
        }
    }

    static ByteString contractKey(Role role) {
        try (MasterKey master = master(role);
                ContractSecret contract = master.contractKey(BitcoinNetwork.REGTEST, 0)) {
            return contract.publicKey();
        }
    }

    static Vault vault() {
        return new Vault(BitcoinNetwork.REGTEST, account(Role.BORROWER), account(Role.LENDER), account(Role.ARBITER));
    }

    static Path vaultFile(Path directory) {
        Path file = directory.resolve("vault.json");
        new VaultFile(Chain.REGTEST, vault()).write(file);
        return file;
    }
}
