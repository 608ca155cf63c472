package org.escrowkit.wallet;

import org.bitcoinj.base.Sha256Hash;

/** What became of signed PSBTs that were handed in for a settlement. */
public sealed interface SettlementResult {
    /** The transaction is complete, and the node has it. */
    record Sent(Sha256Hash txid) implements SettlementResult {}

    /** Nothing was sent and nothing changed. */
    record Refused(String reason) implements SettlementResult {}
}
