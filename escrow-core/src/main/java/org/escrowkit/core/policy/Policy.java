package org.escrowkit.core.policy;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;

/**
 * The one door to a signature. Guarantees that what it approves is the transaction that the loan's state demands, over
 * the coins that the reviewer's own ledger shows, and no other; whatever goes wrong on the way is a refusal.
 */
public final class Policy {
    private Policy() {}

    /**
     * Reviews a PSBT for one signer, who needs to believe nobody but himself.
     *
     * @param psbt the binary form, as it arrived
     * @param loan as the signer's own records have it
     * @param ledger the signer's own view of the chain
     */
    public static Review review(byte[] psbt, Loan loan, Ledger ledger, Role signer) {
        try {
            return review(Psbt.parse(psbt), loan, ledger, signer);
        } catch (MalformedException malformed) {
            return refused(PolicyRule.PSBT_WELL_FORMED, "a strict PSBT", String.valueOf(malformed.getMessage()));
        } catch (RuntimeException bug) {
            return refused(PolicyRule.REVIEW_COMPLETED, "a review", bug.toString());
        }
    }

    private static Review review(Psbt psbt, Loan loan, Ledger ledger, Role signer) {
        Optional<SettlementIntent> demanded = loan.state().demands();
        if (demanded.isEmpty()) {
            return refused(
                    PolicyRule.STATE_DEMANDS_SETTLEMENT,
                    "a loan whose state demands a settlement",
                    "loan " + loan.number() + " is " + loan.state().name());
        }
        Reviewer reviewer = new Reviewer(psbt, loan, demanded.get(), ledger, signer);
        List<Violation> violations = reviewer.violations();
        return violations.isEmpty()
                ? new Review.Approved(new ApprovedSpend(psbt, signer, reviewer.escrows()))
                : new Review.Refused(violations);
    }

    private static Review refused(PolicyRule rule, String expected, String found) {
        return new Review.Refused(List.of(new Violation(rule, expected, found)));
    }
}
