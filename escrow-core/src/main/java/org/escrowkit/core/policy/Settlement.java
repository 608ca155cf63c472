package org.escrowkit.core.policy;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;

/**
 * The settlement of one loan that is demanded now.
 *
 * @param question at the height of the signer's own tip
 */
record Settlement(LoanCase settled, SettlementQuestion question) implements Demand {
    @Override
    public List<LoanCase> cases() {
        return List.of(settled);
    }

    @Override
    public SettlementIntent intent() {
        return question.intent();
    }

    @Override
    public List<DemandedCoin> coins() {
        return coins(question);
    }

    static List<DemandedCoin> coins(SettlementQuestion question) {
        return question.coins().stream()
                .map(coin -> new DemandedCoin(
                        coin,
                        question.terms().escrows().byScript(coin.scriptPubKey()).orElseThrow()))
                .toList();
    }

    @Override
    public Transaction transaction(Transaction found) {
        return plan(found).unsigned();
    }

    private SettlementPlan plan(Transaction found) {
        return SettlementPlanner.planWithFee(question(found), fee(found));
    }

    /** With the locktime that was found; one that is not to be signed is noticed by what is planned without it. */
    SettlementQuestion question(Transaction found) {
        return question.at((int) Math.min(found.lockTime(), question.lockTime()));
    }

    @Override
    public FeeRange fees(Transaction found, long weight) {
        LoanTerms terms = question.terms();
        FeeBounds bounds = terms.fees();
        Coin most = min(bounds.ceiling().fee(weight), bounds.most(value()));
        return new FeeRange(bounds.floor().fee(weight), most.add(surplus(found)));
    }

    /** What may go to the miners on top, where the lender gets all that is owed and nobody the rest. */
    private Coin surplus(Transaction found) {
        try {
            return plan(found).mostUnpayableSurplus();
        } catch (SettlementException impossible) {
            return Coin.ZERO;
        }
    }

    @Override
    public Coin leaving(Transaction found) {
        return plan(found).kept().negate().add(value());
    }

    static Coin min(Coin one, Coin other) {
        return one.isLessThan(other) ? one : other;
    }
}
