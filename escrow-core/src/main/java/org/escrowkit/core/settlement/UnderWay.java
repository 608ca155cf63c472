package org.escrowkit.core.settlement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
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
        Settling settling = settling(loan);
        SignedSettlement latest = settling.latest();
        SignedSettlement first = settling.attempts().stream()
                .filter(attempt -> attempt.spent().equals(latest.spent())
                        && attempt.intent().equals(latest.intent()))
                .findFirst()
                .orElseThrow();
        SettlementQuestion question = question(loan, first, ledger);
        SettlementPlan plan = SettlementPlanner.planWithFee(question, first.fee());
        if (!plan.unsigned().txid().equals(first.txid())) {
            throw new SettlementException("transaction " + first.txid() + " settles more than loan " + loan.number());
        }
        return latest.equals(first) ? plan : plan.bumpedTo(latest.fee());
    }

    static BatchPlan of(List<Loan> loans, Ledger ledger) {
        List<SettlementQuestion> questions = new ArrayList<>();
        Set<SettlementQuestion> paying = Batch.identitySet(List.of());
        Set<Sha256Hash> transactions = new HashSet<>();
        Coin fee = Coin.ZERO;
        for (Loan loan : loans) {
            SignedSettlement latest = settling(loan).latest();
            SettlementQuestion question = question(loan, latest, ledger);
            questions.add(question);
            if (BatchPart.paysBorrower(question, latest)) {
                paying.add(question);
            }
            transactions.add(latest.txid());
            fee = fee.add(latest.fee());
        }
        BatchPlan plan = Batch.again(questions, paying, fee);
        if (!transactions.equals(Set.of(plan.unsigned().txid()))) {
            throw new SettlementException(
                    "transactions " + transactions + " are no batch of these " + loans.size() + " loans");
        }
        return plan;
    }

    static SettlementQuestion question(Loan loan, Ledger ledger) {
        return question(loan, settling(loan).latest(), ledger);
    }

    private static SettlementQuestion question(Loan loan, SignedSettlement attempt, Ledger ledger) {
        return new SettlementQuestion(
                attempt.intent(),
                loan.terms(),
                loan.state().partialSettlements(),
                coins(attempt, ledger),
                attempt.lockTime());
    }

    private static Settling settling(Loan loan) {
        if (loan.state() instanceof Settling settling) {
            return settling;
        }
        throw new SettlementException("no settlement of loan " + loan.number() + " is under way");
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
