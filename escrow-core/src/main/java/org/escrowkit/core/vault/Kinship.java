package org.escrowkit.core.vault;

import java.util.List;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.PublicKey;

/**
 * Refuses one owner in two roles, as far as public keys can show it. Keys are compared, and what they derive; nothing
 * that a party merely says is believed. An owner with two unrelated seeds cannot be told from two owners.
 */
final class Kinship {
    /** The branches that wallets use below an account. */
    private static final int BRANCHES = 2;

    /** Deeper paths between accounts are nobody's habit, and each step costs a derivation. */
    private static final int MOST_STEPS = 4;

    private Kinship() {}

    /** @throws KeyException if the roles hold the same key, or if one can derive the other's */
    static void refuse(Role one, AccountKey first, Role other, AccountKey second) {
        // The key alone decides: another chain code, origin or spelling does not make it another owner.
        if (first.xpub().key().equals(second.xpub().key())) {
            throw new KeyException(KeyFault.DUPLICATE, one + " and " + other + " hold the same key");
        }
        refuseDescendant(one, first, other, second);
        refuseDescendant(other, second, one, first);
    }

    /** Who has an account's private key has those of everything below it. */
    private static void refuseDescendant(Role elder, AccountKey above, Role younger, AccountKey below) {
        if (isAtABranch(above.xpub(), below.xpub().key()) || isAtItsLastSteps(above.xpub(), below)) {
            throw new KeyException(
                    KeyFault.DUPLICATE, younger + "'s key is derived from " + elder + "'s, and has the same owner");
        }
    }

    private static boolean isAtABranch(ExtendedPublicKey above, PublicKey key) {
        for (int branch = 0; branch < BRANCHES; branch++) {
            if (above.child(branch).key().equals(key)) {
                return true;
            }
        }
        return false;
    }

    /** Tries the last steps of the path that the younger one tells: one step, then two, up to a hardened one. */
    private static boolean isAtItsLastSteps(ExtendedPublicKey above, AccountKey below) {
        List<Integer> path = below.origin().path().steps();
        for (int length = 1; length <= Math.min(MOST_STEPS, path.size()); length++) {
            if (path.get(path.size() - length) < 0) {
                return false;
            }
            ExtendedPublicKey descendant = above;
            for (int step : path.subList(path.size() - length, path.size())) {
                descendant = descendant.child(step);
            }
            if (descendant.key().equals(below.xpub().key())) {
                return true;
            }
        }
        return false;
    }
}
