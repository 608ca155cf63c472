package org.escrowkit.core.policy;

import java.util.Collections;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.settlement.BatchPart;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * A batch that is under way, with a higher fee and nothing else changed.
 *
 * @param latest the attempt that is to be replaced
 */
record BatchReplacement(List<LoanCase> cases, BatchPlan latest) implements Demand {
    @Override
    public SettlementIntent intent() {
        return questions().get(0).intent();
    }

    @Override
    public SettlementIntent intent(LoanCase settled) {
        ContractFingerprint contract = settled.loan().terms().fingerprint();
        return questions().stream()
                .filter(question -> question.terms().fingerprint().equals(contract))
                .findFirst()
                .orElseThrow()
                .intent();
    }

    private List<SettlementQuestion> questions() {
        return latest.parts().stream().map(BatchPart::question).toList();
    }

    @Override
    public List<DemandedCoin> coins() {
        return BatchDemand.coins(questions());
    }

    @Override
    public Transaction transaction(Transaction found) {
        return latest.bumpedTo(fee(found)).unsigned();
    }

    /** What a replacement must add (BIP125) is the least; unpayable surplus was allowed before. */
    @Override
    public FeeRange fees(Transaction found, long weight) {
        FeeRate ceiling = Collections.min(questions().stream()
                .map(question -> question.terms().fees().ceiling())
                .toList());
        return new FeeRange(latest.leastReplacementFee(), ceiling.fee(weight).add(beyondTheRate(found)));
    }

    private Coin beyondTheRate(Transaction found) {
        try {
            return BatchDemand.beyondTheRate(latest.bumpedTo(fee(found)));
        } catch (SettlementException impossible) {
            return Coin.ZERO;
        }
    }

    @Override
    public void checkParts(Transaction found, Findings findings) {
        BatchDemand.checkParts(latest.bumpedTo(fee(found)), findings);
    }

    @Override
    public boolean replaces() {
        return true;
    }

    /** A liquidation leaves nothing with a loan. */
    @Override
    public Coin leaving(Transaction found) {
        return value();
    }
}
