package org.escrowkit.core.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;

/**
 * The one door to a signature. Guarantees that what it approves is the transaction that the loan's state demands, over
 * the coins that the signer's own ledger shows, for a reason that others have signed, and no other; whatever goes wrong
 * on the way is a refusal.
 */
public final class Policy {
    private Policy() {}

    /**
     * Reviews a PSBT for one signer, who needs to believe nobody but himself: the settlement that the loan's state
     * demands, or, while one is under way, its replacement with a higher fee.
     *
     * @param psbt the binary form, as it arrived
     */
    public static Review review(byte[] psbt, LoanCase settled, SignerRecords records) {
        return review(psbt, records, found -> demanded(settled, found, records));
    }

    /**
     * Reviews a PSBT that liquidates many loans of one lender at once, each for its own reason, or one that replaces it
     * while it is under way.
     *
     * @param psbt as in {@link #review}, with one evidence mark for each loan
     * @param cases all loans that it settles, in any order
     */
    public static Review reviewBatch(byte[] psbt, List<LoanCase> cases, SignerRecords records) {
        return review(psbt, records, found -> demandedOf(cases, found, records));
    }

    private static Review review(byte[] psbt, SignerRecords records, Function<Transaction, Demand> demanded) {
        try {
            return review(Psbt.parse(psbt), records, demanded);
        } catch (MalformedException malformed) {
            return refused(PolicyRule.PSBT_WELL_FORMED, "a strict PSBT", String.valueOf(malformed.getMessage()));
        } catch (RuntimeException bug) {
            return refused(PolicyRule.REVIEW_COMPLETED, "a review", bug.toString());
        }
    }

    private static Review review(Psbt psbt, SignerRecords records, Function<Transaction, Demand> demanded) {
        Demand demand;
        try {
            demand = demanded.apply(psbt.unsignedTransaction());
        } catch (NothingDemandedException quiet) {
            return refused(
                    PolicyRule.STATE_DEMANDS_SETTLEMENT,
                    "a loan whose state demands a settlement",
                    String.valueOf(quiet.getMessage()));
        } catch (SettlementException impossible) {
            return refused(
                    PolicyRule.INPUTS_ARE_THE_COLLATERAL,
                    "coins that settle the loan",
                    String.valueOf(impossible.getMessage()));
        }
        return review(psbt, demand, records);
    }

    private static Demand demanded(LoanCase settled, Transaction found, SignerRecords records) {
        Loan loan = settled.loan();
        if (loan.state() instanceof Settling) {
            return new Replacement(settled, SettlementPlan.underWay(loan, records.ledger()));
        }
        SettlementQuestion question = question(loan, records);
        return new Settlement(settled, question.pricedLike(found, () -> prices(settled, found, records)));
    }

    private static Demand demandedOf(List<LoanCase> cases, Transaction found, SignerRecords records) {
        List<Loan> loans = cases.stream().map(LoanCase::loan).toList();
        if (loans.stream().anyMatch(loan -> loan.state() instanceof Settling)) {
            return new BatchReplacement(cases, BatchPlan.underWay(loans, records.ledger()));
        }
        List<SettlementQuestion> own =
                loans.stream().map(loan -> question(loan, records)).toList();
        SettlementPlanner.requireBatch(own);
        List<SettlementQuestion> priced =
                SettlementPlanner.pricedLike(own, found, i -> prices(cases.get(i), found, records));
        return new BatchDemand(IntStream.range(0, cases.size())
                .mapToObj(i -> new Settlement(cases.get(i), priced.get(i)))
                .toList());
    }

    private static SettlementQuestion question(Loan loan, SignerRecords records) {
        return SettlementQuestion.of(
                        loan, records.ledger(), records.ledger().tip().height())
                .orElseThrow(() -> new NothingDemandedException(
                        "loan " + loan.number() + " is " + loan.state().name()));
    }

    /**
     * At what prices but his own a signer finds a liquidation right, since nobody looks at prices at the moment at
     * which he does: at those that are attested, and as far from his own as the terms let sources differ; and what he
     * has found right before, also at higher ones at which his own records have demanded it since. At a lower one the
     * lender would get more than now: he might wait for that.
     */
    private static Optional<PriceRange> prices(LoanCase settled, Transaction found, SignerRecords records) {
        Loan loan = settled.loan();
        LoanTerms terms = loan.terms();
        Optional<PriceRange> near = loan.state()
                .demands()
                .flatMap(SettlementIntent::decidedAt)
                .map(price -> PriceRange.of(price).widened(terms.prices().maxDeviation()));
        if (records.knows(found)) {
            return near.flatMap(range ->
                    loan.prices().flatMap(seen -> range.with(seen.highest()).and(seen)));
        }
        return near.flatMap(range -> loan.prices().flatMap(range::and))
                .flatMap(range -> PriceProof.range(settled.evidence().prices(), terms, records.now())
                        .flatMap(range::and));
    }

    private static final class NothingDemandedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NothingDemandedException(String state) {
            super(state);
        }
    }

    private static Review review(Psbt psbt, Demand demand, SignerRecords records) {
        List<Violation> violations = new Reviewer(psbt, demand, records).violations();
        return violations.isEmpty()
                ? new Review.Approved(ApprovedSpend.of(psbt, records.role(), demand))
                : new Review.Refused(violations);
    }

    private static Review refused(PolicyRule rule, String expected, String found) {
        return new Review.Refused(List.of(new Violation(rule, expected, found)));
    }
}
