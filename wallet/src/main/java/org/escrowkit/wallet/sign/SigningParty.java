package org.escrowkit.wallet.sign;

import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;

/**
 * One party at the table: reviews alone what it is asked to sign, and signs only what its review approves.
 *
 * @param role that the party has in the vault
 */
public record SigningParty(Role role, Signer signer) {
    /** What a party answers. */
    public sealed interface Answer {
        /** @param psbt with this party's signatures added */
        record Signed(Psbt psbt) implements Answer {}

        record Refused(Review.Refused review) implements Answer {}
    }

    /**
     * Reviews and signs.
     *
     * @param psbt the binary form, as it arrived
     * @param loan as this party's own records have it
     * @param ledger this party's own view of the chain
     */
    public Answer reviewAndSign(byte[] psbt, Loan loan, Ledger ledger) {
        Review review = Policy.review(psbt, loan, ledger, role);
        return review instanceof Review.Approved approved
                ? new Answer.Signed(signer.sign(approved.spend()))
                : new Answer.Refused((Review.Refused) review);
    }
}
