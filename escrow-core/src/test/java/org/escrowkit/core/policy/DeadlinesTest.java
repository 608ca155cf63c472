package org.escrowkit.core.policy;

import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestEvidence.steady;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.escrowkit.core.policy.PolicyFixture.loan;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.review;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Released;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;

/** S17, S19: deadlines are over when the signer's own chain says so (BIP113), whatever any clock says. */
class DeadlinesTest {
    private static final SettlementIntent REFUND = new SettlementIntent.Refund();
    private static final Loan CANCELLED = PolicyFixture.demanding(REFUND);
    private static final Loan DEFAULTED =
            loan(new Defaulted(TestStates.position(TERMS, LEDGER, 0), Optional.of(liquidation("30000", "24000"))));

    /** Five days of grace after the day of maturity. */
    private static final Instant DEFAULT_TIME = day(371);

    private static Review refund(Loan loan, Ledger ledger, Instant chainTime, Evidence evidence) {
        SignerRecords records = SignerRecords.of(Role.ARBITER, ledger, NOW, chainTime);
        return review(plan(loan, ledger).toPsbt(), loan, evidence, records);
    }

    @Test
    @Proves(PolicyRule.DEADLINE_HAS_PASSED)
    void aRefundBeforeTheDeadlineOfDisbursementIsRefused() {
        Instant opens = TERMS.deadlines().disburseBy();
        approved(refund(CANCELLED, LEDGER, opens, Evidence.NONE));
        Review early = refund(CANCELLED, LEDGER, opens.minusSeconds(1), Evidence.NONE);
        assertTrue(refused(PolicyRule.DEADLINE_HAS_PASSED, early).isTemporary());
    }

    /** Where too little came, it goes back from the deadline of funding on. */
    @Test
    @Proves(PolicyRule.DEADLINE_HAS_PASSED)
    void aRefundOfTooLittleCollateralWaitsForTheDeadlineOfFundingAlone() {
        Ledger ledger = TestChain.watching(TERMS.escrow().scriptPubKey())
                .mine(TestChain.paying(1, TERMS.escrow().scriptPubKey(), btc("0.99999999")))
                .mineEmpty(2)
                .ledger();
        Loan loan = TestStates.demanding(REFUND, TERMS, ledger);
        Instant opens = TERMS.deadlines().fundBy();
        approved(refund(loan, ledger, opens, Evidence.NONE));
        refused(PolicyRule.DEADLINE_HAS_PASSED, refund(loan, ledger, opens.minusSeconds(1), Evidence.NONE));
    }

    @Test
    @Proves(PolicyRule.DEADLINE_HAS_PASSED)
    void onlyBorrowerAndLenderTogetherCallALoanOff() {
        Claim cancelled = new Claim.Cancelled();
        Instant early = day(1);
        approved(refund(
                CANCELLED, LEDGER, early, Evidence.of(signed(TERMS, 1, NOW, cancelled, Role.BORROWER, Role.LENDER))));
        for (Role role : Role.values()) {
            Role[] others = ImmutableSet.copyOf(Role.values()).stream()
                    .filter(other -> other != role)
                    .toArray(Role[]::new);
            boolean both = role == Role.ARBITER;
            Review review = refund(CANCELLED, LEDGER, early, Evidence.of(signed(TERMS, 1, NOW, cancelled, others)));
            if (both) {
                approved(review);
            } else {
                refused(PolicyRule.DEADLINE_HAS_PASSED, review);
            }
            refused(
                    PolicyRule.DEADLINE_HAS_PASSED,
                    refund(CANCELLED, LEDGER, early, Evidence.of(signed(TERMS, 1, NOW, cancelled, role))));
        }
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void aRefundAfterThePrincipalWasReceivedIsRefused() {
        Claim received = new Claim.Disbursed();
        refused(
                PolicyRule.EVIDENCE_IS_COMPLETE,
                refund(CANCELLED, LEDGER, day(9), Evidence.of(signed(TERMS, 1, NOW, received, Role.BORROWER))));
        // The lender's word that he paid is nobody's receipt.
        approved(refund(CANCELLED, LEDGER, day(9), Evidence.of(signed(TERMS, 1, NOW, received, Role.LENDER))));
    }

    /** What came after the end is the borrower's, and nobody has to say so. */
    @Test
    void aRefundOfWhatCameAfterTheEndNeedsNoWord() {
        PledgedCoin spent = new PledgedCoin(
                TestChain.paying(5, TERMS.escrow().scriptPubKey(), btc("1")).outpoint(0), Coin.COIN);
        Settling settled = new Settling(
                CANCELLED.state(),
                List.of(new SignedSettlement(
                        TestChain.hash("settled"),
                        new SettlementIntent.Release(),
                        List.of(spent),
                        Coin.ZERO,
                        Coin.ZERO,
                        0)),
                ImmutableSet.of(),
                Optional.empty(),
                Optional.empty());
        Loan released = loan(new Released(settled, Holdings.of(LEDGER, TERMS)));
        approved(refund(released, LEDGER, day(1), Evidence.NONE));
    }

    private static Review ofDefault(Instant chainTime, BigMoney unpaid, Role signer) {
        Instant now = DEFAULT_TIME.plusSeconds(7200);
        Evidence evidence = Evidence.of(signed(TERMS, 1, now, new Claim.Unpaid(unpaid), signer))
                .plus(steady(TERMS, price("24000"), now, Dwell.NONE));
        return review(LIQUIDATION, DEFAULTED, evidence, SignerRecords.of(Role.LENDER, LEDGER, now, chainTime));
    }

    @Test
    @Proves(PolicyRule.DEADLINE_HAS_PASSED)
    void aDefaultBeforeTheChainsTimeIsRefused() {
        approved(ofDefault(DEFAULT_TIME, usd("30000"), Role.LENDER));
        Review early = ofDefault(DEFAULT_TIME.minusSeconds(1), usd("30000"), Role.LENDER);
        assertTrue(refused(PolicyRule.DEADLINE_HAS_PASSED, early).isTemporary());
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void aDefaultThatTheLenderDoesNotStateIsRefused() {
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, ofDefault(DEFAULT_TIME, usd("30000"), Role.BORROWER));
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, ofDefault(DEFAULT_TIME, usd("30000"), Role.ARBITER));
    }

    @Test
    @Proves(PolicyRule.EVIDENCE_IS_COMPLETE)
    void moreThanTheLenderStatesIsNotTaken() {
        approved(ofDefault(DEFAULT_TIME, usd("30000.01"), Role.LENDER));
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, ofDefault(DEFAULT_TIME, usd("29999.99"), Role.LENDER));
        refused(PolicyRule.EVIDENCE_IS_COMPLETE, ofDefault(DEFAULT_TIME, BigMoney.parse("EUR 30000"), Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.PRICE_IS_ATTESTED)
    void aDefaultNeedsAPriceToo() {
        Instant now = DEFAULT_TIME.plusSeconds(7200);
        Evidence stated = Evidence.of(signed(TERMS, 1, now, new Claim.Unpaid(usd("30000")), Role.LENDER));
        refused(
                PolicyRule.PRICE_IS_ATTESTED,
                review(LIQUIDATION, DEFAULTED, stated, SignerRecords.of(Role.LENDER, LEDGER, now, DEFAULT_TIME)));
    }
}
