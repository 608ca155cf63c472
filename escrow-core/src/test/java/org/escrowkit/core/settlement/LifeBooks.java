package org.escrowkit.core.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.Awarded;
import org.escrowkit.core.loan.Cancelled;
import org.escrowkit.core.loan.Compromised;
import org.escrowkit.core.loan.Conflicted;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginMath;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.joda.money.BigMoney;

/** What must hold of a simulated life at any time. */
final class LifeBooks {
    private LifeBooks() {}

    static void check(Loan loan, Instant now) {
        LoanState state = loan.state();
        Optional<SettlementIntent> demanded = state.demands();
        boolean releases =
                demanded.filter(SettlementIntent.Release.class::isInstance).isPresent();
        assertTrue(
                !releases || state instanceof Repaid || state instanceof Conflicted, "a release of a loan with debt");
        if (state instanceof Running running) {
            assertFalse(running.position().owed(loan.terms(), now).isNegative());
        }
    }

    /** No satoshi is lost or made, and each side gets at least what the terms say. */
    static void check(SettlementPlan plan) {
        LoanTerms terms = plan.question().terms();
        Coin in = plan.coins().stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        Coin out =
                plan.unsigned().outputs().stream().map(TransactionOutput::value).reduce(Coin.ZERO, Coin::add);
        assertEquals(in, out.add(plan.fee()));
        assertEquals(
                out,
                plan.toLender().add(plan.toArbiter()).add(plan.toBorrower()).add(plan.kept()));
        Coin most = terms.fees().most(in).add(plan.mostUnpayableSurplus());
        assertFalse(plan.fee().isGreaterThan(most), () -> plan.fee() + " of " + in);
        SettlementIntent intent = plan.intent();
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            Coin dust = Scripts.dustLimit(terms.lenderScript());
            Coin due = liquidation.due().isLessThan(dust) ? dust : liquidation.due();
            assertFalse(plan.toLender().isGreaterThan(due), "the lender gets more than is due");
            boolean lenderPays =
                    plan.toLender().isLessThan(due) && plan.toBorrower().isPositive();
            assertTrue(
                    !lenderPays || terms.fees().bearer() == FeeBearer.LENDER, "the borrower gets what is the lender's");
        } else if (intent instanceof SettlementIntent.PartialLiquidation part) {
            BigMoney left = part.owed().minus(MarginMath.credited(plan.toLender(), part.price(), part.penalty()));
            assertFalse(
                    plan.kept().isLessThan(part.target().collateralFor(left, part.price())), "the target is missed");
            assertTrue(plan.toBorrower().isZero());
        } else {
            boolean award = intent instanceof SettlementIntent.AwardSplit;
            assertTrue(award || plan.toLender().isZero(), "the lender gets a part of a " + intent);
        }
    }

    /** Nobody is paid twice: of a loan's ends that pay the lender one alone is in the chain. */
    static void checkPaid(List<Transaction> mined, Map<Sha256Hash, SettlementPlan> plans) {
        List<SettlementIntent> ends = mined.stream()
                .flatMap(transaction -> Optional.ofNullable(plans.get(transaction.txid())).stream())
                .filter(plan -> plan.toLender().isPositive())
                .map(SettlementPlan::intent)
                .filter(intent -> !intent.isPartial())
                .toList();
        assertTrue(ends.size() <= 1, ends::toString);
    }

    /** Whether nothing is left to do but to settle what is there; a loan that lost all its coins has nothing left. */
    static boolean mayBeOver(LoanState state) {
        return state instanceof Ended
                || state instanceof Repaid
                || state instanceof Awarded
                || state instanceof Cancelled
                || state instanceof Conflicted
                || state instanceof Compromised;
    }
}
