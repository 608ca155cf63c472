package org.escrowkit.wallet.sign;

import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;

/**
 * Holds one party's keys. Guarantees that a signature comes out only for an {@link ApprovedSpend}, which only the
 * policy can make.
 */
public interface Signer {
    /** Whose keys these are. */
    AccountKey account();

    /**
     * The approved PSBT with this party's signature on every input, each verified.
     *
     * @throws IllegalArgumentException if the spend was approved for the holder of another key
     */
    Psbt sign(ApprovedSpend spend);
}
