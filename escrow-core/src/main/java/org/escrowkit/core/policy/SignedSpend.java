package org.escrowkit.core.policy;

import java.time.Instant;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * What a signer keeps of a transaction that he signed.
 *
 * @param unsigned without witnesses; its id is that of the signed one
 * @param leaving satoshis that leave the loans by it, the fee included
 * @param fee of the whole transaction
 * @param halfSignedLiquidation whether it was a liquidation that no other party had signed: it stands for nothing while
 *     the arbiter refuses it
 * @param at when
 */
public record SignedSpend(Transaction unsigned, Coin leaving, Coin fee, boolean halfSignedLiquidation, Instant at) {
    boolean spends(Outpoint coin) {
        return unsigned.inputs().stream().anyMatch(input -> input.outpoint().equals(coin));
    }
}
