package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A policy stricter than its own planner gets switched off: what we plan within the bounds, we sign. */
class PlannedIsApprovedTest {
    private static final int ROUNDS = 400;

    /** At this price a dollar is a satoshi, so that a debt can leave any surplus. */
    private static final String DOLLAR_PER_SATOSHI = "100000000";

    @Test
    void whatIsPlannedAtAnyRateIsApproved() {
        int atTheCeiling = 0;
        int withoutSurplus = 0;
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Ledger ledger = someDeposits(random);
            Loan loan = someLoan(ledger, random);
            FeeRate rate = TERMS.fees().clamp(FeeRate.ofSatsPerVb(1 + random.nextInt(700)));
            SettlementPlan plan = SettlementPlanner.plan(PolicyFixture.question(loan, ledger), rate);
            Review review = PolicyFixture.review(plan.toPsbt(), loan, ledger, Role.LENDER);
            assertInstanceOf(Review.Approved.class, review, "seed " + seed + " at " + rate + ": " + review);
            atTheCeiling += rate.equals(TERMS.fees().ceiling()) ? 1 : 0;
            withoutSurplus += plan.toBorrower().isZero() ? 1 : 0;
        }
        assertTrue(atTheCeiling > 50 && withoutSurplus > 50, atTheCeiling + ", " + withoutSurplus);
    }

    private static Ledger someDeposits(Random random) {
        Transaction[] deposits = new Transaction[1 + random.nextInt(20)];
        for (int i = 0; i < deposits.length; i++) {
            Coin value = TERMS.deposits().leastValue().add(Coin.valueOf(random.nextInt(1_000_000)));
            deposits[i] = TestChain.paying(i, TERMS.escrow().scriptPubKey(), value);
        }
        return TestChain.watching(TERMS.escrow().scriptPubKey())
                .mine(deposits)
                .mineEmpty(2)
                .ledger();
    }

    /** Repaid, or with a debt that leaves next to nothing above what the fee may be. */
    private static Loan someLoan(Ledger ledger, Random random) {
        if (random.nextInt(4) == 0) {
            return TestStates.demanding(new SettlementIntent.Release(), TERMS, ledger);
        }
        long kept = random.nextInt(1 + random.nextInt(1_200_000));
        long value =
                ledger.collateral(TERMS.escrows().scripts(), TERMS.deposits()).value().value;
        return TestStates.demanding(
                PolicyFixture.liquidation(String.valueOf(value - kept), DOLLAR_PER_SATOSHI), TERMS, ledger);
    }
}
