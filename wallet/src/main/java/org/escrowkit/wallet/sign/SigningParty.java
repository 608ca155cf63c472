package org.escrowkit.wallet.sign;

import java.time.Instant;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.policy.SigningHistory;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;

/**
 * One party at the table: reviews alone what it is asked to sign, and signs only what its review approves. Requests are
 * answered one after the other, from however many threads they come, and each is reviewed against what was signed
 * before it.
 *
 * <p>What was signed is kept in memory: a process that ends forgets it.
 */
public final class SigningParty {
    /** What a party answers. */
    public sealed interface Answer {
        /** @param psbt with this party's signatures added */
        record Signed(Psbt psbt) implements Answer {}

        record Refused(Review.Refused review) implements Answer {}
    }

    private final Role role;
    private final Signer signer;
    private final SigningLimits limits;
    private SigningHistory history = SigningHistory.NONE;

    private SigningParty(Role role, Signer signer, SigningLimits limits) {
        this.role = role;
        this.signer = signer;
        this.limits = limits;
    }

    /** A party without limits of its own. */
    public static SigningParty of(Role role, Signer signer) {
        return new SigningParty(role, signer, SigningLimits.NONE);
    }

    public static SigningParty of(Role role, Signer signer, SigningLimits limits) {
        return new SigningParty(role, signer, limits);
    }

    /** The role that the party has in the vault. */
    public Role role() {
        return role;
    }

    public Signer signer() {
        return signer;
    }

    /** Looks at a loan: from the first look at which it demands a settlement, waiting times run. */
    public synchronized void look(Loan loan, Instant now) {
        history = history.noticing(loan, now);
    }

    /**
     * Reviews and signs.
     *
     * @param psbt the binary form, as it arrived
     * @param settled the loan as this party's own records have it, and the evidence that came with the PSBT
     */
    public synchronized Answer reviewAndSign(byte[] psbt, LoanCase settled, ChainView view) {
        look(settled.loan(), view.now());
        Review review = Policy.review(
                psbt, settled, new SignerRecords(role, view.ledger(), history, limits, view.now(), view.chainTime()));
        if (review instanceof Review.Refused refused) {
            return new Answer.Refused(refused);
        }
        ApprovedSpend approved = ((Review.Approved) review).spend();
        // Known before the signature exists: what fails from here on counts as signed.
        history = history.with(approved, view.now());
        return new Answer.Signed(signer.sign(approved));
    }
}
