package org.escrowkit.core.policy;

import java.util.List;
import java.util.function.Supplier;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.loan.Loan;
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
        return review(psbt, records, () -> demanded(settled, records));
    }

    /**
     * Reviews a PSBT that liquidates many loans of one lender at once, each for its own reason, or one that replaces it
     * while it is under way.
     *
     * @param psbt as in {@link #review}, with one evidence mark for each loan
     * @param cases all loans that it settles, in any order
     */
    public static Review reviewBatch(byte[] psbt, List<LoanCase> cases, SignerRecords records) {
        return review(psbt, records, () -> demandedOf(cases, records));
    }

    private static Review review(byte[] psbt, SignerRecords records, Supplier<Demand> demanded) {
        try {
            return review(Psbt.parse(psbt), records, demanded);
        } catch (MalformedException malformed) {
            return refused(PolicyRule.PSBT_WELL_FORMED, "a strict PSBT", String.valueOf(malformed.getMessage()));
        } catch (RuntimeException bug) {
            return refused(PolicyRule.REVIEW_COMPLETED, "a review", bug.toString());
        }
    }

    private static Review review(Psbt psbt, SignerRecords records, Supplier<Demand> demanded) {
        Demand demand;
        try {
            demand = demanded.get();
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

    private static Demand demanded(LoanCase settled, SignerRecords records) {
        Loan loan = settled.loan();
        return loan.state() instanceof Settling
                ? new Replacement(settled, SettlementPlan.underWay(loan, records.ledger()))
                : settlement(settled, records);
    }

    private static Demand demandedOf(List<LoanCase> cases, SignerRecords records) {
        List<Loan> loans = cases.stream().map(LoanCase::loan).toList();
        if (loans.stream().anyMatch(loan -> loan.state() instanceof Settling)) {
            return new BatchReplacement(cases, BatchPlan.underWay(loans, records.ledger()));
        }
        List<Settlement> settlements =
                cases.stream().map(settled -> settlement(settled, records)).toList();
        SettlementPlanner.requireBatch(
                settlements.stream().map(Settlement::question).toList());
        return new BatchDemand(settlements);
    }

    private static Settlement settlement(LoanCase settled, SignerRecords records) {
        Loan loan = settled.loan();
        return SettlementQuestion.of(
                        loan, records.ledger(), records.ledger().tip().height())
                .map(question -> new Settlement(settled, question))
                .orElseThrow(() -> new NothingDemandedException(
                        "loan " + loan.number() + " is " + loan.state().name()));
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
