package org.escrowkit.core.settlement;

import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.PriceRange;

/** Finds the price at which a liquidation was decided on, from what a transaction pays. */
final class PriceSearch {
    private PriceSearch() {}

    /** Whether the lender gets what this question gives him at the transaction's fee. */
    static boolean fits(SettlementQuestion question, Transaction found) {
        try {
            return toLender(question, question.feeOf(found)).equals(paid(found, question.script(Share.LENDER)));
        } catch (SettlementException | ArithmeticException another) {
            return false;
        }
    }

    /** The question at the price at which it fits. */
    static Optional<SettlementQuestion> within(PriceRange prices, SettlementQuestion question, Transaction found) {
        try {
            Coin fee = question.feeOf(found);
            Coin paid = paid(found, question.script(Share.LENDER));
            return prices.where(price -> toLender(question.at(price), fee), paid)
                    .map(question::at);
        } catch (SettlementException | ArithmeticException another) {
            return Optional.empty();
        }
    }

    private static Coin toLender(SettlementQuestion question, Coin fee) {
        return SettlementPlanner.planWithFee(question, fee).toLender();
    }

    private static Coin paid(Transaction found, ByteString script) {
        return found.outputs().stream()
                .filter(output -> output.scriptPubKey().equals(script))
                .map(TransactionOutput::value)
                .reduce(Coin.ZERO, Coin::add);
    }

    /** As {@link #within}, for a part of a batch that pays the borrower so much. */
    static Optional<SettlementQuestion> within(
            PriceRange prices, SettlementQuestion question, BatchFee fee, Coin toBorrower) {
        return prices.where(
                        price -> question.total().subtract(surplus(question.at(price), fee)),
                        question.total().subtract(toBorrower))
                .map(question::at);
    }

    private static Coin surplus(SettlementQuestion question, BatchFee fee) {
        try {
            return BatchPart.of(question, fee, /* paysBorrower= */ true).toBorrower();
        } catch (SettlementException none) {
            return Coin.ZERO;
        }
    }
}
