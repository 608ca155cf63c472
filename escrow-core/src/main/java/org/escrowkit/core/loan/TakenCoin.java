package org.escrowkit.core.loan;

import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Role;

/**
 * A coin of the loan that a transaction spends.
 *
 * @param by the transaction's id
 * @param deep whether that transaction is as deep in the chain as the terms ask of a coin of this value
 * @param signers whose signatures spend it, as far as they can be read from the witness
 */
public record TakenCoin(PledgedCoin coin, Sha256Hash by, boolean deep, Set<Role> signers) {
    public TakenCoin {
        signers = Set.copyOf(signers);
    }
}
