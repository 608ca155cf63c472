package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.coin;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.Collateral;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;

/** Random loans, and what must hold of every one of them at every step. */
class LoanScheduleTest {
    private static final int LOANS = 2_000;
    private static final int STEPS = 40;
    private static final List<Sha256Hash> TXIDS = List.of(LoanFixture.TXID, LoanFixture.OTHER_TXID);

    private final Set<String> visited = new HashSet<>();

    /** What a person with a calculator knows of a loan, besides its state. */
    private static final class Books {
        BigMoney owed = usd("0");
        Coin pledged = Coin.ZERO;
    }

    @Test
    void noScheduleBreaksALoan() {
        for (long seed = 0; seed < LOANS; seed++) {
            Random random = new Random(seed);
            Loan loan = Loan.open(TERMS);
            Books books = new Books();
            for (int step = 0; step < STEPS; step++) {
                loan = step(loan, books, random, "seed " + seed + ", step " + step);
                visited.add(loan.state().name());
            }
        }
        assertEquals(
                Set.of(
                        "awaiting collateral",
                        "funded",
                        "active",
                        "margin call",
                        "repaid",
                        "liquidatable",
                        "settling",
                        "released",
                        "liquidated"),
                visited);
    }

    private static Loan step(Loan before, Books books, Random random, String where) {
        Loan after;
        if (random.nextInt(3) == 0) {
            Command command = someCommand(before, random);
            if (!(before.on(command) instanceof Decision.Accepted accepted)) {
                return before;
            }
            after = before.in(accepted.transition().next());
            enter(books, before, command);
        } else {
            Fact fact = someFact(before, random);
            after = before.in(before.on(fact).next());
            if (fact instanceof Fact.CollateralObserved observed) {
                books.pledged =
                        observed.collateral().value().add(observed.collateral().pending());
            }
            check(before, fact, after, books, where);
        }
        boolean demanding = after.state() instanceof Repaid || after.state() instanceof Liquidatable;
        assertEquals(demanding, after.state().demands().isPresent(), where);
        assertEquals(after.state() instanceof Repaid, demandsRelease(after), where);
        assertTrue(!demandsRelease(after) || books.owed.isZero(), () -> where + ": released with debt " + books.owed);
        return after;
    }

    private static boolean demandsRelease(Loan loan) {
        return loan.state().demands().orElse(null) instanceof SettlementIntent.Release;
    }

    private static void enter(Books books, Loan before, Command command) {
        if (command instanceof Command.Disburse) {
            books.owed = before.terms().principal();
        } else if (command instanceof Command.RecordRepayment repayment) {
            books.owed = books.owed.minus(repayment.amount());
        }
    }

    /** Nothing but a price that is bad enough for coins that are there makes a loan liquidatable. */
    private static void check(Loan before, Fact fact, Loan after, Books books, String where) {
        boolean fell = after.state() instanceof Liquidatable && !(before.state() instanceof Liquidatable);
        if (!fell) {
            return;
        }
        Liquidatable due = (Liquidatable) after.state();
        assertEquals(0, books.owed.compareTo(due.debt()), where);
        BigDecimal worth = due.price()
                .ofOneBitcoin()
                .getAmount()
                .multiply(BigDecimal.valueOf(due.collateral().value().value, 8));
        BigDecimal limit = worth.multiply(new BigDecimal("0.8"));
        assertTrue(due.collateral().value().isPositive(), () -> where + ": judges a loan without collateral");
        assertTrue(due.debt().getAmount().compareTo(limit) >= 0, () -> where + ": liquidates a healthy loan " + due);
        assertTrue(
                fact instanceof Fact.PriceObserved || lost(before, due, books),
                () -> where + ": " + fact + " liquidates " + before.state());
    }

    private static boolean lost(Loan before, Liquidatable due, Books books) {
        Coin had = before.state().collateral().value();
        return due.collateral().value().isLessThan(had) && books.pledged.isLessThan(had);
    }

    private static Command someCommand(Loan loan, Random random) {
        int what = random.nextInt(6);
        if (what < 2) {
            return new Command.Disburse();
        }
        if (what < 4) {
            return new Command.Settle(TXIDS.get(random.nextInt(4) / 3));
        }
        boolean all = random.nextBoolean() && loan.state() instanceof Active;
        return new Command.RecordRepayment(
                all ? ((Active) loan.state()).debt() : usd(String.valueOf(1 + random.nextInt(12_000))));
    }

    private static Fact someFact(Loan loan, Random random) {
        Sha256Hash txid = TXIDS.get(random.nextInt(4) / 3);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Fact.CollateralObserved(someCollateral(loan, random));
            case 3, 4 -> new Fact.PriceObserved(new Price(usd(String.valueOf(30_000 + random.nextInt(50_000)))));
            case 5 -> new Fact.PriceObserved(Price.parse("EUR " + (1 + random.nextInt(50_000))));
            case 6 -> new Fact.SettlementConfirmed(txid);
            default -> new Fact.SettlementReorgedOut(txid);
        };
    }

    private static Collateral someCollateral(Loan loan, Random random) {
        Coin some = sat((long) random.nextInt(5) * 30_000_000 + random.nextInt(3));
        return switch (random.nextInt(4)) {
            case 0 -> loan.state().collateral();
            case 1 -> new Collateral(List.of(), some.add(Coin.COIN));
            case 2 -> new Collateral(List.of(coin(random.nextInt(3), some.add(Coin.COIN))), Coin.ZERO);
            default -> new Collateral(some.isZero() ? List.of() : List.of(coin(3, some)), some);
        };
    }
}
