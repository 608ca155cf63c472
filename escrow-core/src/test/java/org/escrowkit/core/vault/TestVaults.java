package org.escrowkit.core.vault;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.DeterministicKey;
import org.escrowkit.core.keys.TestKeys;

/** A vault with the private keys of all three parties. */
public record TestVaults(Vault vault, Map<Role, TestKeys> parties) {
    public static TestVaults seeded(long seed) {
        Map<Role, TestKeys> parties = new EnumMap<>(Role.class);
        long next = seed * 10;
        for (Role role : Role.values()) {
            parties.put(role, TestKeys.seeded(next));
            next++;
        }
        return new TestVaults(
                new Vault(
                        BitcoinNetwork.REGTEST,
                        of(parties, Role.BORROWER).accountKey(),
                        of(parties, Role.LENDER).accountKey(),
                        of(parties, Role.ARBITER).accountKey()),
                parties);
    }

    public DeterministicKey key(Role role, int loan) {
        return of(parties, role).loan(loan);
    }

    private static TestKeys of(Map<Role, TestKeys> parties, Role role) {
        return Objects.requireNonNull(parties.get(role));
    }
}
