package org.escrowkit.wallet;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPart;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.sign.CosignRequest;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StoredLoan;

/** What loans demand, as one transaction. */
sealed interface Demanded {
    List<StoredLoan> loans();

    /** As it would be proposed now. */
    Psbt fresh();

    SettlementIntent intent();

    /**
     * What is demanded at the height and the fee of a transaction that was proposed before.
     *
     * @param anyPrice whether at its price, too, where the loans have seen that
     * @throws SettlementException if there is none
     */
    Transaction like(Transaction proposed, boolean anyPrice);

    CosignRequest request(Psbt psbt, List<LoanCase> cases);

    /** Whether what was proposed before is what is demanded still, and not sent yet. */
    default boolean allows(Transaction proposed) {
        return loans().stream().noneMatch(stored -> isSent(stored.loan(), proposed))
                && is(proposed, /* anyPrice= */ true);
    }

    /** Whether it would be proposed still, at another height and fee perhaps. */
    default boolean isCurrent(Transaction proposed) {
        return is(proposed, /* anyPrice= */ false);
    }

    private boolean is(Transaction proposed, boolean anyPrice) {
        try {
            return like(proposed, anyPrice).equals(proposed);
        } catch (SettlementException | ArithmeticException otherCoins) {
            return false;
        }
    }

    private static boolean isSent(Loan loan, Transaction proposed) {
        return loan.state() instanceof Settling settling
                && settling.attempts().stream()
                        .anyMatch(attempt -> attempt.txid().equals(proposed.txid()));
    }

    default List<LoanId> ids() {
        return loans().stream().map(StoredLoan::id).toList();
    }

    /** @param base the settlement that is under way, where the plan is to replace it; otherwise the plan */
    record Alone(StoredLoan stored, SettlementPlan plan, SettlementPlan base) implements Demanded {
        @Override
        public List<StoredLoan> loans() {
            return List.of(stored);
        }

        @Override
        public Psbt fresh() {
            return plan.toPsbt();
        }

        @Override
        public SettlementIntent intent() {
            return plan.intent();
        }

        @Override
        public Transaction like(Transaction proposed, boolean anyPrice) {
            Coin fee = plan.question().feeOf(proposed);
            if (stored.loan().state() instanceof Settling) {
                return base.bumpedTo(fee).unsigned();
            }
            SettlementQuestion question = plan.question().at(Math.toIntExact(proposed.lockTime()));
            return SettlementPlanner.planWithFee(
                            anyPrice ? question.pricedLike(proposed, stored.loan()::prices) : question, fee)
                    .unsigned();
        }

        @Override
        public CosignRequest request(Psbt psbt, List<LoanCase> cases) {
            return CosignRequest.of(psbt, cases.get(0));
        }
    }

    /**
     * Liquidations in one batch.
     *
     * @param base the batch that is under way, where the plan is to replace it; otherwise the plan
     */
    record Together(List<StoredLoan> loans, BatchPlan plan, BatchPlan base) implements Demanded {
        @Override
        public Psbt fresh() {
            return plan.toPsbt();
        }

        @Override
        public SettlementIntent intent() {
            return plan.parts().get(0).question().intent();
        }

        @Override
        public Transaction like(Transaction proposed, boolean anyPrice) {
            if (loans.get(0).loan().state() instanceof Settling) {
                return base.bumpedTo(base.feeOf(proposed)).unsigned();
            }
            int height = Math.toIntExact(proposed.lockTime());
            List<SettlementQuestion> questions = plan.parts().stream()
                    .map(BatchPart::question)
                    .map(question -> question.at(height))
                    .toList();
            List<SettlementQuestion> priced = anyPrice
                    ? SettlementPlanner.pricedLike(
                            questions, proposed, i -> prices(plan.parts().get(i)))
                    : questions;
            return SettlementPlanner.batchWithFee(priced, proposed).unsigned();
        }

        private Optional<PriceRange> prices(BatchPart part) {
            ContractFingerprint contract = part.question().terms().fingerprint();
            return loans.stream()
                    .map(StoredLoan::loan)
                    .filter(loan -> loan.terms().fingerprint().equals(contract))
                    .findFirst()
                    .flatMap(Loan::prices);
        }

        @Override
        public CosignRequest request(Psbt psbt, List<LoanCase> cases) {
            return CosignRequest.ofBatch(psbt, cases);
        }
    }
}
