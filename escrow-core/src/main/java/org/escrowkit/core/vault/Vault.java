package org.escrowkit.core.vault;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyExpression;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.KeyPath;

/**
 * A 2-of-3 escrow between a borrower, a lender and an arbiter. Guarantees that the three keys are distinct, are points
 * of the curve, and belong to the network; and that every wallet which reads its descriptor derives the same addresses.
 */
public record Vault(BitcoinNetwork network, AccountKey borrower, AccountKey lender, AccountKey arbiter) {
    /** The branch below each account key on which loans have their addresses (BIP44's "external"). */
    static final int BRANCH = 0;

    private static final KeyPath PATH = KeyPath.ranged(BRANCH);

    /** @throws KeyException if a key is for another network, or if two parties hold the same one */
    public Vault {
        requireNetwork(network, Role.BORROWER, borrower);
        requireNetwork(network, Role.LENDER, lender);
        requireNetwork(network, Role.ARBITER, arbiter);
        Kinship.refuse(Role.BORROWER, borrower, Role.LENDER, lender);
        Kinship.refuse(Role.BORROWER, borrower, Role.ARBITER, arbiter);
        Kinship.refuse(Role.LENDER, lender, Role.ARBITER, arbiter);
    }

    /**
     * The vault that a descriptor of the form of {@link #descriptor} describes. The text does not say whose key is
     * which: the caller does.
     *
     * @param order the role of each key, as they stand in the descriptor
     * @throws DescriptorException if the descriptor has another form, which is one of another wallet's vaults
     * @throws KeyException as the constructor, and if a key has no origin
     */
    public static Vault fromDescriptor(Descriptor descriptor, BitcoinNetwork network, List<Role> order) {
        Role[] roles = Role.values();
        if (order.size() != roles.length || !EnumSet.copyOf(order).containsAll(List.of(roles))) {
            throw new IllegalArgumentException("each role once, not " + order);
        }
        if (!(descriptor instanceof MultisigDescriptor multisig)
                || multisig.nested()
                || !multisig.sorted()
                || multisig.required() != VaultAddress.REQUIRED_SIGNATURES
                || multisig.keys().size() != roles.length) {
            throw new DescriptorException(
                    DescriptorFault.NOT_A_VAULT, 0, "expected wsh(sortedmulti(2,…)) with three keys");
        }
        Map<Role, AccountKey> accounts = new EnumMap<>(Role.class);
        for (int i = 0; i < roles.length; i++) {
            accounts.put(order.get(i), account(multisig.keys().get(i)));
        }
        return of(network, accounts);
    }

    private static AccountKey account(KeyExpression key) {
        if (key instanceof KeyExpression.ExtendedKey extended && extended.path().equals(PATH)) {
            return extended.account();
        }
        throw new DescriptorException(DescriptorFault.NOT_A_VAULT, 0, "expected keys that end in " + PATH);
    }

    private static Vault of(BitcoinNetwork network, Map<Role, AccountKey> accounts) {
        return new Vault(
                network,
                Objects.requireNonNull(accounts.get(Role.BORROWER)),
                Objects.requireNonNull(accounts.get(Role.LENDER)),
                Objects.requireNonNull(accounts.get(Role.ARBITER)));
    }

    private static void requireNetwork(BitcoinNetwork network, Role role, AccountKey account) {
        if (!account.xpub().isFor(network)) {
            throw new KeyException(KeyFault.WRONG_NETWORK, role + "'s key is not for " + network);
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
        return asDescriptor().text();
    }

    /** {@link #descriptor} as a value. */
    public MultisigDescriptor asDescriptor() {
        List<KeyExpression> keys = Stream.of(borrower, lender, arbiter)
                .<KeyExpression>map(
                        account -> new KeyExpression.ExtendedKey(Optional.of(account.origin()), account.xpub(), PATH))
                .toList();
        return new MultisigDescriptor(/* nested= */ false, /* sorted= */ true, VaultAddress.REQUIRED_SIGNATURES, keys);
    }

    /**
     * Whether both derive the same keys for the same roles on the same network: equal keys and chain codes, whatever
     * the parties say of their origins.
     */
    public boolean sameKeysAs(Vault other) {
        return network == other.network
                && borrower.xpub().sameKeyAs(other.borrower.xpub())
                && lender.xpub().sameKeyAs(other.lender.xpub())
                && arbiter.xpub().sameKeyAs(other.arbiter.xpub());
    }

    /**
     * Where the collateral of this loan belongs.
     *
     * @param loanNumber 0 to 2³¹−1
     */
    public VaultAddress address(int loanNumber) {
        return addresses().address(loanNumber);
    }

    /** The addresses of many loans, faster than one by one. */
    public VaultAddresses addresses() {
        return new VaultAddresses(this);
    }
}
