package org.escrowkit.core.policy;

import com.google.common.math.LongMath;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.settlement.SettlementException;

/** What the states of the loans in a case demand, as far as a PSBT's fee and locktime leave it open. */
interface Demand {
    List<LoanCase> cases();

    /** What is demanded; of a batch, of its first loan: all of one kind have the same signers. */
    SettlementIntent intent();

    /** What is demanded of one of the loans. */
    default SettlementIntent intent(LoanCase settled) {
        return intent();
    }

    /** All coins that are to be spent, in the order of the inputs. */
    List<DemandedCoin> coins();

    /**
     * The exact transaction.
     *
     * @param found what arrived: its fee and its locktime are all that is taken from it
     * @throws SettlementException if there is none with that fee
     */
    Transaction transaction(Transaction found);

    /** @param weight of the signed transaction, at most */
    FeeRange fees(Transaction found, long weight);

    /**
     * Finds fault with what single loans of many pay.
     *
     * @throws SettlementException as {@link #transaction}
     */
    default void checkParts(Transaction found, Findings findings) {}

    /** Whether it takes the place of what is under way, on the evidence that this was signed on. */
    default boolean replaces() {
        return false;
    }

    /** What leaves the loans: all but what is kept at their own addresses. */
    Coin leaving(Transaction found);

    default Coin value() {
        return coins().stream().map(coin -> coin.deposit().value()).reduce(Coin.ZERO, Coin::add);
    }

    /** What a transaction leaves to the miners; below zero where it pays out more than it spends. */
    default Coin fee(Transaction found) {
        // Saturated, since the outputs of a hostile transaction may add up to more than 64 bits hold.
        long out = found.outputs().stream()
                .mapToLong(output -> output.value().value)
                .reduce(0, LongMath::saturatedAdd);
        return Coin.valueOf(LongMath.saturatedSubtract(value().value, out));
    }
}
