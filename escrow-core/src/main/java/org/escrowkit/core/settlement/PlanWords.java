package org.escrowkit.core.settlement;

import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.psbt.PsbtExplanation;

/** A plan in words. Words and no verdict: who signs reads what the PSBT says. */
final class PlanWords {
    private PlanWords() {}

    static String of(SettlementPlan plan) {
        SettlementQuestion question = plan.question();
        List<String> lines = new ArrayList<>();
        lines.add("Loan " + question.terms().loanNumber() + ": " + plan.intent());
        lines.add(spends(question.coins().size(), PsbtExplanation.amount(question.total())));
        plan.amounts().forEach((share, amount) -> lines.add("Pays " + PsbtExplanation.amount(amount) + " to " + share));
        lines.add("Fee " + PsbtExplanation.amount(plan.fee()) + ", of which " + plan.bearer()
                + " bears every satoshi more, on at most " + plan.mostWeight() + " weight units");
        lines.add(timing(question.lockTime()));
        return lines(lines);
    }

    static String of(BatchPlan batch) {
        List<String> lines = new ArrayList<>();
        lines.add("Liquidations of " + batch.parts().size() + " loans in one transaction");
        lines.add(spends(batch.unsigned().inputs().size(), PsbtExplanation.amount(batch.total())));
        for (BatchPart part : batch.parts()) {
            part.amounts()
                    .forEach((share, amount) -> lines.add("Pays " + PsbtExplanation.amount(amount) + " to " + share
                            + " of loan " + part.question().terms().loanNumber()));
        }
        lines.add("Fee " + PsbtExplanation.amount(batch.fee()));
        lines.add(timing(batch.unsigned().lockTime()));
        return lines(lines);
    }

    private static String spends(int coins, String amount) {
        return "Spends " + coins + (coins == 1 ? " coin, " : " coins, ") + amount;
    }

    private static String timing(long lockTime) {
        return lockTime == 0 ? "May be mined at once" : "May be mined in the block after number " + lockTime;
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
