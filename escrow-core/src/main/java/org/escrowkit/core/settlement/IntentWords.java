package org.escrowkit.core.settlement;

import java.math.BigDecimal;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.PsbtExplanation;

/** What is to happen, in words for a person who is about to sign. */
final class IntentWords {
    private IntentWords() {}

    static String of(SettlementIntent intent) {
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            return "liquidation, " + PsbtExplanation.amount(liquidation.due()) + " to the lender for "
                    + liquidation.owed() + penalty(liquidation.penalty()) + " at " + liquidation.price()
                    + ", the rest to the borrower";
        }
        if (intent instanceof SettlementIntent.PartialLiquidation partial) {
            return "partial liquidation, as little to the lender as brings the loan back to " + partial.target()
                    + ", where " + partial.owed() + penalty(partial.penalty()) + " is owed at " + partial.price()
                    + ", the rest to the loan's next address";
        }
        if (intent instanceof SettlementIntent.PartialRelease release) {
            return "partial release, " + PsbtExplanation.amount(release.excess())
                    + " less the fee to the borrower, the rest to the loan's next address";
        }
        if (intent instanceof SettlementIntent.AwardSplit split) {
            return "award, " + PsbtExplanation.amount(split.toLender()) + " to the lender, "
                    + PsbtExplanation.amount(split.toArbiter()) + " to the arbiter, the rest to the borrower";
        }
        if (intent instanceof SettlementIntent.Consolidation) {
            return "consolidation, everything to the loan's next address";
        }
        return intent + ", everything to the borrower";
    }

    private static String penalty(BigDecimal share) {
        return share.signum() == 0
                ? ""
                : " and a penalty of "
                        + share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }
}
