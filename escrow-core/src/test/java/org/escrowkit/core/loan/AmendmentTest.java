package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.payout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.bitcoinj.base.ScriptType;
import org.junit.jupiter.api.Test;

/** S26: terms change only by the signatures of all three, and a payout address only after a delay besides. */
class AmendmentTest {
    private static final LoanTerms LONGER = TERMS.amend()
            .deadlines(new Deadlines(
                    TERMS.deadlines().start(),
                    TERMS.deadlines().fundBy(),
                    TERMS.deadlines().disburseBy(),
                    day(730),
                    TERMS.deadlines().grace()))
            .build();

    private static final LoanTerms PAID_ELSEWHERE = TERMS.amend()
            .payouts(new Payouts(
                    payout("borrower's new wallet", ScriptType.P2WPKH),
                    TERMS.payouts().lender(),
                    TERMS.payouts().arbiter()))
            .build();

    private static Command amend(Life life, LoanTerms terms, LoanTerms signed) {
        return new Command.Amend(terms, TermsSigner.all(signed), life.now());
    }

    @Test
    void anOfferIsAgreedOnByAllThreeSignatures() {
        Life life = Life.offered();
        assertTrue(life.refuses(new Command.Agree(TermsSigner.all(LONGER))).contains("signatures of all three"));
        life.obeys(new Command.Agree(TermsSigner.all(TERMS)))
                .is("awaiting collateral")
                .replays();
    }

    @Test
    void anExtensionHoldsAtOnce() {
        Life life = Life.active();
        life.obeys(amend(life, LONGER, LONGER)).is("active");
        assertEquals(LONGER, life.loan().terms());
        life.waits(Duration.ofDays(400)).costs("60000").is("active").replays();
    }

    @Test
    void aNewPayoutAddressWaitsForTheDelay() {
        Life life = Life.active();
        life.obeys(amend(life, PAID_ELSEWHERE, PAID_ELSEWHERE));
        life.passes(TERMS.payoutDelay().minusSeconds(1));
        assertEquals(TERMS, life.loan().terms());
        assertTrue(life.refuses(amend(life, LONGER, LONGER)).contains("not in force yet"));
        life.passes(Duration.ofSeconds(1));
        assertEquals(PAID_ELSEWHERE, life.loan().terms());
        assertEquals(Optional.empty(), life.loan().pending());
        life.replays();
    }

    @Test
    void aCommandAfterTheDelayFindsTheNewTermsInForce() {
        Life life = Life.active();
        life.obeys(amend(life, PAID_ELSEWHERE, PAID_ELSEWHERE));
        life.waits(TERMS.payoutDelay()).repays("1");
        assertEquals(PAID_ELSEWHERE, life.loan().terms());
    }

    @Test
    void whatAllThreeDidNotSignChangesNothing() {
        Life life = Life.active();
        assertTrue(life.refuses(amend(life, PAID_ELSEWHERE, LONGER)).contains("signatures of all three"));
        LoanTerms skipped = LONGER.amend().build();
        assertTrue(life.refuses(amend(life, skipped, skipped)).contains("expected version 2"));
        LoanTerms moved = TERMS.amend()
                .escrows(Escrows.of(VAULT, TERMS.loanNumber() + 1, 4))
                .build();
        assertTrue(life.refuses(amend(life, moved, moved)).contains("stay what they were"));
        assertEquals(TERMS, life.loan().terms());
    }

    @Test
    void moreAddressesMayBeAdded() {
        Life life = Life.active();
        LoanTerms more =
                TERMS.amend().escrows(Escrows.of(VAULT, TERMS.loanNumber(), 6)).build();
        life.obeys(amend(life, more, more)).is("active");
        assertEquals(more, life.loan().terms());
    }

    @Test
    void nothingIsAmendedWhileASettlementIsPrepared() {
        Life life = Life.active().repays("30000");
        assertTrue(life.refuses(amend(life, PAID_ELSEWHERE, PAID_ELSEWHERE)).contains("while repaid"));
    }
}
