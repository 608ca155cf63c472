package org.escrowkit.core.settlement;

import java.util.Set;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;

/** A batch again, with a higher fee: whoever had an output keeps one. */
final class BatchBump {
    private final Batch batch;
    private final Set<SettlementQuestion> paying;

    private BatchBump(BatchPlan plan) {
        this.batch = Batch.of(plan);
        this.paying = Batch.identitySet(plan.parts().stream()
                .filter(part -> part.toBorrower().isPositive())
                .map(BatchPart::question)
                .toList());
    }

    static BatchPlan to(BatchPlan plan, Coin fee) {
        if (!fee.isGreaterThan(plan.fee())) {
            throw new SettlementException("a replacement pays more than " + plan.fee().value + " sat");
        }
        BatchBump bump = new BatchBump(plan);
        return bump.batch.plan(fee, bump.paying);
    }

    static BatchPlan of(BatchPlan plan, FeeRate wanted) {
        return new BatchBump(plan).of(plan.leastReplacementFee(), wanted);
    }

    private BatchPlan of(Coin leastFee, FeeRate wanted) {
        BatchFee least = batch.undivided(leastFee, paying);
        FeeRate ceiling = batch.ceiling();
        if (least.fee().isGreaterThan(ceiling.fee(batch.weight(paying)))) {
            throw new SettlementException("a replacement pays " + leastFee.value
                    + " sat at least, and the terms allow no more than " + ceiling);
        }
        BatchFee fee = batch.fee(paying, batch.within(wanted));
        if (!fee.fee().isGreaterThan(least.fee())) {
            return plan(least);
        }
        try {
            return plan(fee);
        } catch (SettlementException tooMuchForOne) {
            return plan(least);
        }
    }

    private BatchPlan plan(BatchFee fee) {
        BatchPlan plan = batch.plan(fee, paying);
        for (BatchPart part : plan.parts()) {
            SettlementQuestion loan = part.question();
            Batch.requireWithinTerms(loan, fee.part(BatchPart.weight(loan, paying.contains(loan))));
        }
        return plan;
    }
}
