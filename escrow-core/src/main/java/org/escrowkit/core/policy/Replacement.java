package org.escrowkit.core.policy;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.settlement.SettlementPlan;

/**
 * A settlement that is under way, with a higher fee and nothing else changed.
 *
 * @param latest the attempt that is to be replaced
 */
record Replacement(LoanCase settled, SettlementPlan latest) implements Demand {
    @Override
    public List<LoanCase> cases() {
        return List.of(settled);
    }

    @Override
    public SettlementIntent intent() {
        return latest.intent();
    }

    @Override
    public List<DemandedCoin> coins() {
        return Settlement.coins(latest.question());
    }

    @Override
    public Transaction transaction(Transaction found) {
        return latest.bumpedTo(fee(found)).unsigned();
    }

    /** What a replacement must add (BIP125) is the least; the attempt's own unpayable surplus was allowed before. */
    @Override
    public FeeRange fees(Transaction found, long weight) {
        FeeBounds bounds = latest.question().terms().fees();
        Coin most = Settlement.min(bounds.ceiling().fee(weight), bounds.most(value()));
        return new FeeRange(latest.leastReplacementFee(), most);
    }

    @Override
    public boolean replaces() {
        return true;
    }

    @Override
    public Coin leaving(Transaction found) {
        return value().subtract(latest.bumpedTo(fee(found)).kept());
    }
}
