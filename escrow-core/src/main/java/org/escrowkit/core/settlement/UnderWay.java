package org.escrowkit.core.settlement;

import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;

/** Plans a signed settlement again, from what the loan keeps of it. */
final class UnderWay {
    private UnderWay() {}

    static SettlementPlan of(Loan loan, Ledger ledger) {
        if (!(loan.state() instanceof Settling settling)) {
            throw new SettlementException("no settlement of loan " + loan.number() + " is under way");
        }
        SignedSettlement latest = settling.latest();
        SignedSettlement first = settling.attempts().stream()
                .filter(attempt -> attempt.spent().equals(latest.spent())
                        && attempt.intent().equals(latest.intent()))
                .findFirst()
                .orElseThrow();
        SettlementQuestion question = new SettlementQuestion(
                latest.intent(), loan.terms(), settling.partialSettlements(), coins(first, ledger), first.lockTime());
        SettlementPlan plan = SettlementPlanner.planWithFee(question, first.fee());
        if (!plan.unsigned().txid().equals(first.txid())) {
            throw new SettlementException("transaction " + first.txid() + " settles more than loan " + loan.number());
        }
        return latest.equals(first) ? plan : plan.bumpedTo(latest.fee());
    }

    private static List<Deposit> coins(SignedSettlement attempt, Ledger ledger) {
        List<Deposit> coins = new ArrayList<>();
        for (PledgedCoin coin : attempt.spent()) {
            coins.add(ledger.deposit(coin.outpoint())
                    .filter(Deposit::isThere)
                    .orElseThrow(() -> new SettlementException("the coin " + coin.outpoint() + " is gone")));
        }
        return coins;
    }
}
