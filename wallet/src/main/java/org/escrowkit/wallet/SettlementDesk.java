package org.escrowkit.wallet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStep;

/** Plans what loans demand, and takes it back signed. */
final class SettlementDesk {
    private static final int FEE_TARGET_BLOCKS = 6;

    private final BitcoinNode node;
    private final LoanKeeper keeper;
    private final SettlementSender sender;
    private final Supplier<ChainView> view;

    SettlementDesk(BitcoinNode node, LoanKeeper keeper, SettlementSender sender, Supplier<ChainView> view) {
        this.node = node;
        this.keeper = keeper;
        this.sender = sender;
        this.view = view;
    }

    Optional<SettlementPlan> plan(LoanId id, Ledger ledger) {
        Loan loan = keeper.draft(id).current().loan();
        return SettlementQuestion.of(loan, ledger, ledger.tip().height())
                .map(question -> SettlementPlanner.plan(question, estimateFeeRate(loan.terms())));
    }

    SettlementPlan planReplacement(LoanId id, FeeRate rate, Ledger ledger) {
        return SettlementPlan.underWay(keeper.loan(id).loan(), ledger).bumped(rate);
    }

    BatchPlan planBatch(List<LoanId> ids, Ledger ledger) {
        List<Loan> loans =
                ids.stream().map(id -> keeper.draft(id).current().loan()).toList();
        List<SettlementQuestion> questions = loans.stream()
                .flatMap(
                        loan -> SettlementQuestion.of(loan, ledger, ledger.tip().height()).stream())
                .toList();
        return SettlementPlanner.batch(questions, estimateFeeRate(loans.get(0).terms()));
    }

    BatchPlan planBatchReplacement(List<LoanId> ids, FeeRate rate, Ledger ledger) {
        List<Loan> loans = ids.stream().map(id -> keeper.loan(id).loan()).toList();
        return BatchPlan.underWay(loans, ledger).bumped(rate);
    }

    private FeeRate estimateFeeRate(LoanTerms terms) {
        return node.estimateFeeRate(FEE_TARGET_BLOCKS).orElse(terms.fees().floor());
    }

    /** One loan and its evidence, or a batch of them. */
    SettlementResult settle(Map<LoanId, Evidence> cases, List<Psbt> signed) {
        return keeper.repeated(() -> attempt(cases, signed));
    }

    private SettlementResult attempt(Map<LoanId, Evidence> cases, List<Psbt> signed) {
        Map<LoanDraft, Evidence> drafts = new LinkedHashMap<>();
        cases.forEach((id, evidence) -> drafts.put(keeper.draft(id).current(), evidence));
        ChainView now = view.get();
        boolean again = !signed.isEmpty()
                && drafts.keySet().stream().allMatch(draft -> isSettlingBy(draft.loan(), signed.get(0)));
        if (again) {
            return new SettlementResult.Sent(signed.get(0).unsignedTransaction().txid());
        }
        Set<Sha256Hash> proposed = ImmutableSet.copyOf(
                Maps.filterKeys(keeper.store().proposals(), cases::containsKey).values());
        HandedIn handedIn = HandedIn.of(signed, review(drafts, now, proposed), node);
        if (!(handedIn instanceof HandedIn.Ready ready)) {
            return new SettlementResult.Refused(((HandedIn.Refused) handedIn).reason());
        }
        Transaction transaction = ready.transaction();
        Function<Loan, SignedSettlement> settlements = settlements(drafts, transaction, now.ledger());
        List<LoanStep> steps = new ArrayList<>();
        for (Map.Entry<LoanDraft, Evidence> each : drafts.entrySet()) {
            LoanDraft draft = each.getKey();
            SignedSettlement settlement = settlements.apply(draft.loan());
            draft.evidence(each.getValue(), transaction);
            Decision decision = draft.put(
                    draft.loan().state() instanceof Settling
                            ? new Command.Bump(settlement)
                            : new Command.Settle(settlement));
            if (decision instanceof Decision.Rejected rejected) {
                return new SettlementResult.Refused(rejected.reason());
            }
            steps.add(draft.step());
        }
        keeper.store().commit(steps, Optional.empty());
        sender.send(transaction.txid());
        return new SettlementResult.Sent(transaction.txid());
    }

    /** Whether a repeated call hands the same in again. */
    private static boolean isSettlingBy(Loan loan, Psbt psbt) {
        return loan.state() instanceof Settling settling
                && settling.attempts().stream()
                        .anyMatch(attempt ->
                                attempt.txid().equals(psbt.unsignedTransaction().txid()));
    }

    /** The arbiter's is the strictest review: where the lender must sign, it asks for that signature. */
    private static Function<byte[], Review> review(
            Map<LoanDraft, Evidence> drafts, ChainView now, Set<Sha256Hash> proposed) {
        SignerRecords strictest = SignerRecords.of(Role.ARBITER, now.ledger(), now.now(), now.chainTime())
                .proposing(proposed);
        List<LoanCase> cases = drafts.entrySet().stream()
                .map(entry -> new LoanCase(entry.getKey().loan(), entry.getValue()))
                .toList();
        return psbt -> cases.size() == 1
                ? Policy.review(psbt, cases.get(0), strictest)
                : Policy.reviewBatch(psbt, cases, strictest);
    }

    /** What each loan is to remember of it. */
    private static Function<Loan, SignedSettlement> settlements(
            Map<LoanDraft, Evidence> drafts, Transaction transaction, Ledger ledger) {
        List<Loan> loans = drafts.keySet().stream().map(LoanDraft::loan).toList();
        if (loans.size() == 1) {
            SettlementPlan plan = answered(loans.get(0), transaction, ledger);
            return loan -> plan.signed(transaction.txid());
        }
        BatchPlan plan = answered(loans, transaction, ledger);
        return loan -> plan.signed(transaction.txid(), loan.terms().fingerprint());
    }

    /** The plan that a reviewed batch carries out: all of its loans are under way by one before, or none. */
    private static BatchPlan answered(List<Loan> loans, Transaction transaction, Ledger ledger) {
        if (loans.get(0).state() instanceof Settling) {
            BatchPlan latest = BatchPlan.underWay(loans, ledger);
            return latest.bumpedTo(latest.feeOf(transaction));
        }
        List<SettlementQuestion> own =
                loans.stream().map(loan -> question(loan, transaction, ledger)).toList();
        return SettlementPlanner.batchWithFee(
                SettlementPlanner.pricedLike(own, transaction, i -> loans.get(i).prices()), transaction);
    }

    /** The plan that a reviewed transaction carries out. */
    private static SettlementPlan answered(Loan loan, Transaction transaction, Ledger ledger) {
        if (loan.state() instanceof Settling) {
            SettlementPlan latest = SettlementPlan.underWay(loan, ledger);
            return latest.bumpedTo(latest.question().feeOf(transaction));
        }
        SettlementQuestion question = question(loan, transaction, ledger).pricedLike(transaction, loan::prices);
        return SettlementPlanner.planWithFee(question, question.feeOf(transaction));
    }

    private static SettlementQuestion question(Loan loan, Transaction transaction, Ledger ledger) {
        return SettlementQuestion.of(loan, ledger, Math.toIntExact(transaction.lockTime()))
                .orElseThrow();
    }
}
