package org.escrowkit.core.settlement;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;

/** Who gets how much of the collateral. */
final class Shares {
    private Shares() {}

    /**
     * The outputs of a settlement, the lender's first, that leaves this fee to the miners. A surplus for the borrower
     * below the dust limit goes to the miners too, since no node relays it.
     */
    static List<TransactionOutput> outputs(SettlementIntent intent, LoanTerms terms, Coin total, Coin fee) {
        Coin distributable = total.subtract(fee);
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            return liquidation(liquidation, terms, distributable);
        }
        return List.of(output(distributable, terms.borrowerScript(), "borrower"));
    }

    private static List<TransactionOutput> liquidation(
            SettlementIntent.Liquidation liquidation, LoanTerms terms, Coin distributable) {
        Coin owed = liquidation.due();
        Coin surplus = distributable.subtract(owed);
        ByteString borrower = terms.borrowerScript();
        if (surplus.isNegative()) {
            return List.of(output(distributable, terms.lenderScript(), "lender"));
        }
        TransactionOutput lenderShare = output(owed, terms.lenderScript(), "lender");
        return surplus.isLessThan(Scripts.dustLimit(borrower))
                ? List.of(lenderShare)
                : List.of(lenderShare, new TransactionOutput(surplus, borrower));
    }

    private static TransactionOutput output(Coin value, ByteString script, String who) {
        if (value.isLessThan(Scripts.dustLimit(script))) {
            throw new SettlementException("the " + who + "'s share of " + value.value + " sat is dust or less");
        }
        return new TransactionOutput(value, script);
    }
}
