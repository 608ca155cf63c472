package org.escrowkit.core.settlement;

import java.util.EnumMap;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.loan.FeeBounds;

/** A settlement again, with a higher fee. */
final class Bump {
    /** What a replacement must add for its own relay (BIP125, rule 4), at Bitcoin Core's default before v30. */
    private static final FeeRate INCREMENT = FeeRate.ONE_SAT_PER_VB;

    private Bump() {}

    static SettlementPlan of(SettlementPlan plan, FeeRate rate) {
        return to(plan, fee(plan, rate));
    }

    static SettlementPlan to(SettlementPlan plan, Coin fee) {
        Coin more = fee.subtract(plan.fee());
        if (!more.isPositive()) {
            throw new SettlementException("a replacement pays more than " + plan.fee().value + " sat");
        }
        SettlementQuestion question = plan.question();
        Coin left = plan.amounts().getOrDefault(plan.bearer(), Coin.ZERO).subtract(more);
        boolean tooLittle = left.isLessThan(Scripts.dustLimit(question.script(plan.bearer())))
                || (plan.bearer() == Share.NEXT_ESCROW
                        && left.isLessThan(question.terms().deposits().leastValue()));
        if (tooLittle) {
            throw new SettlementException(
                    plan.bearer() + " cannot pay " + more.value + " sat more and would have " + left.value + " sat");
        }
        Map<Share, Coin> amounts = new EnumMap<>(plan.amounts());
        amounts.put(plan.bearer(), left);
        return SettlementPlanner.plan(question, amounts, plan.bearer());
    }

    static Coin least(SettlementPlan plan) {
        return least(plan.fee(), plan.mostWeight());
    }

    static Coin least(Coin fee, long weight) {
        return fee.add(INCREMENT.fee(weight));
    }

    private static Coin fee(SettlementPlan plan, FeeRate rate) {
        FeeBounds bounds = plan.question().terms().fees();
        long weight = plan.mostWeight();
        Coin least = least(plan);
        Coin most =
                min(bounds.ceiling().fee(weight), bounds.most(plan.question().total()));
        if (least.isGreaterThan(most)) {
            throw new SettlementException(
                    "a replacement pays " + least.value + " sat at least, and the terms allow " + most.value + " sat");
        }
        Coin wanted = min(rate.fee(weight), most);
        return wanted.isLessThan(least) ? least : wanted;
    }

    private static Coin min(Coin one, Coin other) {
        return one.isLessThan(other) ? one : other;
    }
}
