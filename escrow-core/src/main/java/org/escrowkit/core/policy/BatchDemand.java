package org.escrowkit.core.policy;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.settlement.BatchPart;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;

/**
 * Liquidations of many loans of one lender that are demanded now, in one transaction.
 *
 * @param settlements one of each loan, at the height of the signer's own tip
 */
record BatchDemand(List<Settlement> settlements) implements Demand {
    @Override
    public List<LoanCase> cases() {
        return settlements.stream().map(Settlement::settled).toList();
    }

    @Override
    public SettlementIntent intent() {
        return settlements.get(0).intent();
    }

    @Override
    public SettlementIntent intent(LoanCase settled) {
        return settlements.stream()
                .filter(one -> one.settled().equals(settled))
                .findFirst()
                .orElseThrow()
                .intent();
    }

    @Override
    public List<DemandedCoin> coins() {
        return coins(settlements.stream().map(Settlement::question).toList());
    }

    static List<DemandedCoin> coins(List<SettlementQuestion> loans) {
        return loans.stream()
                .flatMap(loan -> Settlement.coins(loan).stream())
                .sorted(Comparator.comparing(coin -> coin.deposit().outpoint()))
                .toList();
    }

    @Override
    public Transaction transaction(Transaction found) {
        return plan(found).unsigned();
    }

    private BatchPlan plan(Transaction found) {
        return SettlementPlanner.batchWithFee(
                settlements.stream().map(one -> one.question(found)).toList(), found);
    }

    /** By rate, within what all terms allow; what each loan may pay is a matter of its {@link #checkParts part}. */
    @Override
    public FeeRange fees(Transaction found, long weight) {
        FeeRate floor = Collections.max(bounds().stream().map(FeeBounds::floor).toList());
        FeeRate ceiling =
                Collections.min(bounds().stream().map(FeeBounds::ceiling).toList());
        return new FeeRange(floor.fee(weight), ceiling.fee(weight).add(beyondTheRate(found)));
    }

    private List<FeeBounds> bounds() {
        return settlements.stream().map(one -> one.question().terms().fees()).toList();
    }

    /** Parts are rounded up, and a surplus that nobody can be paid goes to the miners. */
    private Coin beyondTheRate(Transaction found) {
        try {
            return beyondTheRate(plan(found));
        } catch (SettlementException impossible) {
            return Coin.ZERO;
        }
    }

    static Coin beyondTheRate(BatchPlan plan) {
        return plan.fee().subtract(plan.share().fee());
    }

    @Override
    public void checkParts(Transaction found, Findings findings) {
        checkParts(plan(found), findings);
    }

    static void checkParts(BatchPlan plan, Findings findings) {
        for (BatchPart part : plan.parts()) {
            SettlementQuestion question = part.question();
            Coin most = question.terms().fees().most(question.total());
            if (part.toBorrower().isZero()) {
                most = most.add(SettlementPlanner.mostUnpayableSurplus(
                        question.terms(), question.terms().fees().ceiling()));
            }
            findings.require(
                    !part.fee().isGreaterThan(most),
                    PolicyRule.FEE_IS_BOUNDED,
                    "at most " + most.value + " sat by loan " + question.terms().loanNumber(),
                    part.fee().value + " sat");
        }
    }

    /** A liquidation leaves nothing with a loan. */
    @Override
    public Coin leaving(Transaction found) {
        return value();
    }
}
