package org.escrowkit.wallet.sign;

import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;

/**
 * Holds one party's keys. Guarantees that a signature comes out only for an {@link ApprovedSpend}, which only the
 * policy can make.
 */
public non-sealed interface Signer extends PartyKeys {
    /**
     * The approved PSBT with this party's signature on every input, each verified.
     *
     * @throws IllegalArgumentException if the spend was approved for the holder of another key
     */
    Psbt sign(ApprovedSpend spend);
}
