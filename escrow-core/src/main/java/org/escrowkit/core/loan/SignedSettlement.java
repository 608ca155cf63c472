package org.escrowkit.core.loan;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/**
 * What a loan keeps of a fully signed settlement: enough to plan the very same transaction again, and from that its
 * replacement with a higher fee.
 *
 * @param intent what it does, as the state demanded it
 * @param spent its coins, at least one
 * @param toLender what it pays the lender
 * @param fee what this loan leaves to the miners; in a batch, this loan's part
 * @param lockTime a height
 */
public record SignedSettlement(
        Sha256Hash txid, SettlementIntent intent, List<PledgedCoin> spent, Coin toLender, Coin fee, int lockTime) {
    public SignedSettlement {
        spent = List.copyOf(spent);
        if (spent.isEmpty()) {
            throw new IllegalArgumentException("a settlement spends a coin");
        }
    }

    /**
     * Whether it differs from another by a higher fee alone, which the lender pays, or somebody else. In a batch, a
     * loan whose surplus goes to the miners anyway pays no more.
     */
    boolean replaces(SignedSettlement other) {
        Coin more = fee.subtract(other.fee);
        Coin less = other.toLender.subtract(toLender);
        return intent.equals(other.intent)
                && spent.equals(other.spent)
                && lockTime == other.lockTime
                && !more.isNegative()
                && (less.isZero() || less.equals(more));
    }
}
