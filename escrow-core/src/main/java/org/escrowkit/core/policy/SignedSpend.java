package org.escrowkit.core.policy;

import java.time.Instant;
import java.util.Objects;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/** What a signer keeps of a transaction that he signed: for good, and so in few bytes. */
public final class SignedSpend {
    private final ByteString unsigned;
    private final long leaving;
    private final long fee;
    private final boolean halfSignedLiquidation;
    private final Instant at;

    /**
     * @param unsigned without witnesses; its id is that of the signed one
     * @param leaving satoshis that leave the loans by it, the fee included
     * @param fee of the whole transaction
     * @param halfSignedLiquidation whether it was a liquidation that no other party had signed: it stands for nothing
     *     while the arbiter refuses it
     * @param at when
     */
    public SignedSpend(Transaction unsigned, Coin leaving, Coin fee, boolean halfSignedLiquidation, Instant at) {
        this.unsigned = ByteString.of(unsigned.serialize());
        this.leaving = leaving.value;
        this.fee = fee.value;
        this.halfSignedLiquidation = halfSignedLiquidation;
        this.at = at;
    }

    /** Made anew by each call. */
    public Transaction unsigned() {
        return Transaction.parse(unsigned);
    }

    public Coin leaving() {
        return Coin.valueOf(leaving);
    }

    public Coin fee() {
        return Coin.valueOf(fee);
    }

    public boolean halfSignedLiquidation() {
        return halfSignedLiquidation;
    }

    public Instant at() {
        return at;
    }

    boolean spends(Outpoint coin) {
        return unsigned().inputs().stream().anyMatch(input -> input.outpoint().equals(coin));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedSpend that
                && unsigned.equals(that.unsigned)
                && leaving == that.leaving
                && fee == that.fee
                && halfSignedLiquidation == that.halfSignedLiquidation
                && at.equals(that.at);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unsigned, leaving, fee, halfSignedLiquidation, at);
    }

    @Override
    public String toString() {
        return "SignedSpend[" + unsigned().txid() + ", " + leaving + " sat, fee " + fee + " sat, "
                + (halfSignedLiquidation ? "half-signed liquidation, " : "") + at + "]";
    }
}
