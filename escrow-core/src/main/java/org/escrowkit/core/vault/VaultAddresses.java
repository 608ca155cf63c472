package org.escrowkit.core.vault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * The addresses of many loans of one vault. Pure and immutable, so that any number of threads may share it; what all
 * loans have in common is derived once. Loan numbers are 0 to 2³¹−1.
 */
public final class VaultAddresses {
    private final Vault vault;
    private final Map<Role, ExtendedPublicKey> branches = new EnumMap<>(Role.class);

    VaultAddresses(Vault vault) {
        this.vault = vault;
        for (Role role : Role.values()) {
            branches.put(role, vault.account(role).xpub().child(Vault.BRANCH));
        }
    }

    public Vault vault() {
        return vault;
    }

    /** All there is to know of one loan's address. */
    public VaultAddress address(int loanNumber) {
        Map<Role, PublicKey> keys = new EnumMap<>(Role.class);
        Map<Role, KeyOrigin> origins = new EnumMap<>(Role.class);
        branches.forEach((role, branch) -> {
            keys.put(role, branch.childKey(loanNumber));
            origins.put(role, vault.account(role).origin().child(Vault.BRANCH, loanNumber));
        });
        return VaultAddress.of(vault, loanNumber, keys, origins);
    }

    /** The output script of one loan's address, and nothing besides: what watching the chain for it needs. */
    public ByteString scriptPubKey(int loanNumber) {
        List<ByteString> keys = new ArrayList<>(branches.size());
        for (ExtendedPublicKey branch : branches.values()) {
            keys.add(branch.childKey(loanNumber).bytes());
        }
        Collections.sort(keys);
        if (keys.get(0).equals(keys.get(1)) || keys.get(1).equals(keys.get(2))) {
            throw new KeyException(KeyFault.DUPLICATE, "two parties have the same key at loan " + loanNumber);
        }
        return Scripts.p2wsh(new MultisigScript(VaultAddress.REQUIRED_SIGNATURES, keys).toScript());
    }

    /**
     * The output scripts of these loans, in their order. Derived as they are asked for, a few at a time, and fit for
     * {@code parallel()}.
     *
     * @param from the first loan
     * @param to the loan behind the last
     */
    public Stream<ByteString> scriptPubKeys(int from, int to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("loans " + from + " to " + to + " are no range");
        }
        return IntStream.range(from, to).mapToObj(this::scriptPubKey);
    }
}
