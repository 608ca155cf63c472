package org.escrowkit.core.policy;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
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
        try {
            return review(Psbt.parse(psbt), settled, records);
        } catch (MalformedException malformed) {
            return refused(PolicyRule.PSBT_WELL_FORMED, "a strict PSBT", String.valueOf(malformed.getMessage()));
        } catch (RuntimeException bug) {
            return refused(PolicyRule.REVIEW_COMPLETED, "a review", bug.toString());
        }
    }

    private static Review review(Psbt psbt, LoanCase settled, SignerRecords records) {
        Optional<Demand> demanded;
        try {
            demanded = demanded(settled, records);
        } catch (SettlementException impossible) {
            return refused(
                    PolicyRule.INPUTS_ARE_THE_COLLATERAL,
                    "coins that settle the loan",
                    String.valueOf(impossible.getMessage()));
        }
        Loan loan = settled.loan();
        return demanded.map(demand -> review(psbt, demand, records))
                .orElseGet(() -> refused(
                        PolicyRule.STATE_DEMANDS_SETTLEMENT,
                        "a loan whose state demands a settlement",
                        "loan " + loan.number() + " is " + loan.state().name()));
    }

    private static Optional<Demand> demanded(LoanCase settled, SignerRecords records) {
        Loan loan = settled.loan();
        if (loan.state() instanceof Settling) {
            return Optional.of(new Replacement(settled, SettlementPlan.underWay(loan, records.ledger())));
        }
        return SettlementQuestion.of(
                        loan, records.ledger(), records.ledger().tip().height())
                .map(question -> new Settlement(settled, question));
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
