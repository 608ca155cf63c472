package org.escrowkit.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;

/** Three parties with seeds that never change, and their vault. Every library gets the same keys. */
final class Parties {
    static final BitcoinNetwork NETWORK = BitcoinNetwork.REGTEST;

    private static final Map<Role, AccountSecret> SECRETS = secrets();
    private static final Map<Role, ContractSecret> CONTRACTS = contracts();

    static final Vault VAULT = new Vault(NETWORK, account(Role.BORROWER), account(Role.LENDER), account(Role.ARBITER));

    private Parties() {}

    private static Map<Role, AccountSecret> secrets() {
        Map<Role, AccountSecret> secrets = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            secrets.put(role, MasterKey.ofSeed(seed(role)).account(NETWORK, 0));
        }
        return secrets;
    }

    private static Map<Role, ContractSecret> contracts() {
        Map<Role, ContractSecret> secrets = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            secrets.put(role, MasterKey.ofSeed(seed(role)).contractKey(NETWORK, 0));
        }
        return secrets;
    }

    private static byte[] seed(Role role) {
        return Sha256Hash.hash(role.name().getBytes(StandardCharsets.US_ASCII));
    }

    static AccountSecret secret(Role role) {
        return Objects.requireNonNull(SECRETS.get(role));
    }

    /** With which a party signs its word. */
    static ContractSecret contract(Role role) {
        return Objects.requireNonNull(CONTRACTS.get(role));
    }

    private static AccountKey account(Role role) {
        return secret(role).publicKey();
    }

    /** The text of the three extended public keys. */
    static List<String> xpubs() {
        return Stream.of(Role.values())
                .map(role -> account(role).xpub().toString())
                .toList();
    }

    /** The key that signs for a loan, by bitcoinj's derivation. */
    static DeterministicKey loanKey(Role role, int loan) {
        DeterministicKey key = HDKeyDerivation.createMasterPrivateKey(seed(role));
        for (int step : VAULT.address(loan).origin(role).path().steps()) {
            key = HDKeyDerivation.deriveChildKey(key, step);
        }
        return key;
    }
}
