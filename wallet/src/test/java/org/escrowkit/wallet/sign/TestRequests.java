package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.day;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;

/** Loan 7, repaid: what its lender is asked to sign, and rightly. */
final class TestRequests {
    static final Instant NOW = day(5);
    static final Ledger LEDGER = TestChain.watching(TERMS.escrow().scriptPubKey())
            .mine(TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("1")))
            .mineEmpty(9)
            .ledger();
    static final Loan REPAID = TestStates.demanding(new SettlementIntent.Release(), TERMS, LEDGER);
    static final Evidence RECEIPT = TestEvidence.forDemand(REPAID, NOW);

    private TestRequests() {}

    static byte[] release(int satsPerVb, int lockTime) {
        SettlementQuestion question =
                SettlementQuestion.of(REPAID, LEDGER, lockTime).orElseThrow();
        return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(satsPerVb))
                .toPsbt(RECEIPT)
                .serialize();
    }

    static ChainView view(Instant now) {
        return new ChainView(LEDGER, now, now);
    }

    static SigningParty.Answer ask(SigningParty party, byte[] psbt, Instant now) {
        return party.reviewAndSign(psbt, new LoanCase(REPAID, RECEIPT), view(now));
    }

    static void refused(PolicyRule rule, SigningParty.Answer answer) {
        var refused =
                assertInstanceOf(SigningParty.Answer.Refused.class, answer).review();
        assertTrue(refused.names(rule), refused::toString);
    }
}
