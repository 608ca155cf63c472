package org.escrowkit.core.vault;

import java.util.EnumMap;
import java.util.Map;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * A 2-of-3 escrow between a borrower, a lender and an arbiter. Guarantees that the three keys are distinct, are points
 * of the curve, and belong to the network; and that every wallet which reads its descriptor derives the same addresses.
 */
public record Vault(BitcoinNetwork network, AccountKey borrower, AccountKey lender, AccountKey arbiter) {
    /** The branch below each account key on which loans have their addresses (BIP44's "external"). */
    static final int BRANCH = 0;

    /** @throws KeyException if a key is for another network, or if two parties hold the same one */
    public Vault {
        requireNetwork(network, Role.BORROWER, borrower);
        requireNetwork(network, Role.LENDER, lender);
        requireNetwork(network, Role.ARBITER, arbiter);
        requireDistinct(Role.BORROWER, borrower, Role.LENDER, lender);
        requireDistinct(Role.BORROWER, borrower, Role.ARBITER, arbiter);
        requireDistinct(Role.LENDER, lender, Role.ARBITER, arbiter);
    }

    private static void requireNetwork(BitcoinNetwork network, Role role, AccountKey account) {
        if (!account.xpub().isFor(network)) {
            throw new KeyException(KeyFault.WRONG_NETWORK, role + "'s key is not for " + network);
        }
    }

    private static void requireDistinct(Role one, AccountKey first, Role other, AccountKey second) {
        // The key alone decides: another chain code, origin or spelling does not make it another owner.
        if (first.xpub().key().equals(second.xpub().key())) {
            throw new KeyException(KeyFault.DUPLICATE, one + " and " + other + " hold the same key");
        }
    }

    public AccountKey account(Role role) {
        return switch (role) {
            case BORROWER -> borrower;
            case LENDER -> lender;
            case ARBITER -> arbiter;
        };
    }

    /**
     * The output descriptor with its checksum (BIP380, BIP383), ranged over loan numbers:
     * {@code wsh(sortedmulti(2,[…]xpub/0/*,…))#…}, keys in the order borrower, lender, arbiter.
     */
    public String descriptor() {
        String keys = borrower + path() + "," + lender + path() + "," + arbiter + path();
        String body = "wsh(sortedmulti(" + VaultAddress.REQUIRED_SIGNATURES + "," + keys + "))";
        return body + "#" + DescriptorChecksum.of(body);
    }

    private static String path() {
        return "/" + BRANCH + "/*";
    }

    /**
     * Where the collateral of this loan belongs.
     *
     * @param loanNumber 0 to 2³¹−1
     */
    public VaultAddress address(int loanNumber) {
        Map<Role, PublicKey> keys = new EnumMap<>(Role.class);
        Map<Role, KeyOrigin> origins = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            AccountKey account = account(role);
            keys.put(role, account.xpub().child(BRANCH).child(loanNumber).key());
            origins.put(role, account.origin().child(BRANCH, loanNumber));
        }
        return VaultAddress.of(this, loanNumber, keys, origins);
    }
}
