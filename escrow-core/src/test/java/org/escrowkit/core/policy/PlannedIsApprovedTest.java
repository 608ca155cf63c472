package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Collateral;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A policy stricter than its own planner gets switched off: what we plan within the bounds, we sign. */
class PlannedIsApprovedTest {
    private static final int ROUNDS = 400;

    /** At this price a dollar is a satoshi, so that a debt can leave any surplus. */
    private static final Price DOLLAR_PER_SATOSHI = Price.parse("USD 100000000");

    @Test
    void whatIsPlannedAtAnyRateIsApproved() {
        int atTheCeiling = 0;
        int withoutSurplus = 0;
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Ledger ledger = someDeposits(random);
            Collateral collateral = ledger.collateral(TERMS.escrow().scriptPubKey(), TERMS.deposits());
            Loan loan = new Loan(TERMS, someState(collateral, random));
            FeeRate rate = TERMS.fees().clamp(FeeRate.ofSatsPerVb(1 + random.nextInt(700)));
            SettlementPlan plan =
                    SettlementPlanner.plan(loan.state().demands().orElseThrow(), TERMS, collateral.coins(), rate);
            Review review = Policy.review(plan.toPsbt().serialize(), loan, ledger, Role.LENDER);
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
    private static LoanState someState(Collateral collateral, Random random) {
        if (random.nextInt(4) == 0) {
            return new Repaid(collateral);
        }
        long kept = random.nextInt(1 + random.nextInt(1_200_000));
        String debt = String.valueOf(collateral.value().value - kept);
        return new Liquidatable(collateral, usd(debt), DOLLAR_PER_SATOSHI);
    }
}
