package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.START;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.withInterest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.joda.money.CurrencyMismatchException;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;

class MarginBookTest {
    private static final int SEEDS = Integer.getInteger("escrowkit.schedules", 150);
    private static final long SEED = Long.getLong("escrowkit.seed", 1);
    private static final int LOANS = 12;
    private static final int STEPS = 400;

    private int prices;
    private int changes;
    private int named;
    private final Set<String> moved = new HashSet<>();

    /** A loan that is given every price, and the same one that is given those that the book names. */
    private static final class Pair {
        final LoanWalk walk;
        Loan eager;
        Loan lazy;

        Pair(LoanWalk walk, Loan start) {
            this.walk = walk;
            this.eager = start;
            this.lazy = start;
        }
    }

    /** The book beside the full scan: whoever is not named, is only given a last price by it. */
    @Test
    void aLoanThatIsDrivenLazilyEndsAsOneThatSeesEveryPrice() {
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            drive(seed);
        }
        Set<String> all =
                Set.of("AwaitingCollateral", "Funded", "Active", "MarginCall", "Liquidatable", "Defaulted", "Disputed");
        assertTrue(moved.containsAll(all), () -> "moved by a price: " + moved);
        assertTrue(changes > SEEDS * 10, () -> changes + " changes");
        // Else a book that names everybody would pass. Loans whose breach is counted are most of what changes.
        int unmoved = named - changes;
        assertTrue(unmoved * 20 < prices, () -> named + " named, " + changes + " of them moved, " + prices + " prices");
    }

    private void drive(long seed) {
        Random random = new Random(seed);
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < LOANS; i++) {
            LoanTerms terms = LoanWalk.terms(i, random);
            pairs.add(new Pair(
                    new LoanWalk(seed * LOANS + i), random.nextInt(6) == 0 ? Loan.offer(terms) : Loan.open(terms)));
            book.put(i, pairs.get(i).lazy);
        }
        Instant now = START;
        Price price = Price.parse("USD 70000");
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            now = LoanWalk.after(now, random);
            if (random.nextInt(3) == 0) {
                price = LoanWalk.price(random, price);
                tick(book, pairs, new Quote(price, now), where);
            } else {
                int number = random.nextInt(LOANS);
                happen(book, number, pairs.get(number), now, where);
            }
        }
    }

    private void tick(MarginBook<Integer> book, List<Pair> pairs, Quote quote, String where) {
        Fact fact = new Fact.PriceObserved(quote);
        List<Integer> crossed = book.crossed(quote);
        assertEquals(new HashSet<>(crossed).size(), crossed.size(), where);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            LoanUpdate update = pair.eager.on(fact);
            prices++;
            boolean changed = !update.actions().isEmpty() || !update.loan().equals(quoted(pair.eager, quote));
            if (changed) {
                changes++;
                moved.add(pair.eager.state().getClass().getSimpleName());
                assertTrue(crossed.contains(i), () -> where + ": " + pair.eager + " moved to " + update.loan());
            }
            pair.eager = update.loan();
            if (crossed.contains(i)) {
                named++;
                assertEquals(
                        update,
                        new LoanUpdate(
                                pair.lazy.on(fact).loan(), pair.lazy.on(fact).actions()),
                        where);
                pair.lazy = update.loan();
                book.put(i, pair.lazy);
            }
        }
    }

    /** The loan with another last price, and nothing else changed. */
    private static Loan quoted(Loan loan, Quote quote) {
        return new Loan(loan.terms(), quoted(loan.state(), quote), loan.pending());
    }

    private static LoanState quoted(LoanState state, Quote quote) {
        if (state instanceof AwaitingCollateral waiting) {
            return new AwaitingCollateral(waiting.holdings(), Optional.of(quote));
        }
        if (state instanceof Funded funded) {
            return new Funded(funded.holdings(), quote);
        }
        if (state instanceof Disputed disputed) {
            return new Disputed((Running) quoted(disputed.before(), quote), disputed.by(), disputed.vetoed());
        }
        if (state instanceof Settling settling) {
            return settling.from(settling.from() instanceof Running ? quoted(settling.from(), quote) : settling.from());
        }
        if (!(state instanceof Running running)) {
            return state;
        }
        Position old = running.position();
        return running.with(new Position(
                old.holdings(),
                old.lost(),
                old.lostSince(),
                old.debt(),
                quote,
                old.tier(),
                old.cureBy(),
                old.breach(),
                old.partials()));
    }

    private static void happen(MarginBook<Integer> book, int number, Pair pair, Instant now, String where) {
        pair.lazy = caughtUp(book, pair.lazy);
        assertEquals(pair.eager, pair.lazy, where);
        LoanEvent event = pair.walk.next(pair.lazy, now);
        pair.lazy = after(pair.lazy, event);
        pair.eager = after(pair.eager, event);
        assertEquals(pair.eager, pair.lazy, where);
        pair.lazy = caughtUp(book, pair.lazy);
        pair.eager = caughtUp(book, pair.eager);
        book.put(number, pair.lazy);
    }

    private static Loan caughtUp(MarginBook<Integer> book, Loan loan) {
        return book.missed(loan).map(fact -> loan.on(fact).loan()).orElse(loan);
    }

    static Loan after(Loan loan, LoanEvent event) {
        return Loan.replay(loan, List.of(event));
    }

    @Test
    void aPriceThatIsOlderThanTheLastNamesNobody() {
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        book.put(1, Life.active().loan());
        assertEquals(List.of(1), book.crossed(new Quote(Price.parse("USD 40000"), START.plusSeconds(9))));
        assertEquals(List.of(), book.crossed(new Quote(Price.parse("USD 30000"), START.plusSeconds(8))));
    }

    @Test
    void aLoanIsNamedAtItsExactThresholdAndNotACentAboveIt() {
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        // 30,000 / 0.7 = 42,857.142857…: the threshold is reached at 42,857.142857 and not at 42,857.142858.
        book.put(1, Life.active().loan());
        assertEquals(List.of(), book.crossed(new Quote(Price.parse("USD 42857.142858"), START)));
        assertEquals(List.of(1), book.crossed(new Quote(Price.parse("USD 42857.142857"), START)));
    }

    @Test
    void aMarginCallIsNamedOnceItsTimeIsOver() {
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        Life called = Life.active().costs("42000");
        book.put(1, called.loan());
        Instant until = called.position().cureBy().orElseThrow();
        assertEquals(List.of(), book.crossed(new Quote(Price.parse("USD 42001"), until.minusSeconds(1))));
        assertEquals(List.of(1), book.crossed(new Quote(Price.parse("USD 42001"), until)));
    }

    /** 20 days of 50 % a year on 30,000 are 821.92, rounded up; 30,821.92 / 0.7 is 44,031.3142857… */
    @Test
    void aLoanIsNamedAtThePriceThatInterestRaisedItsThresholdTo() {
        Interest half = new Interest.SimpleAnnual(new BigDecimal("0.5"), DayCount.ACTUAL_365_FIXED);
        Loan loan = Life.active(withInterest(TERMS, half)).loan();
        Quote above = new Quote(Price.parse("USD 44031.314286"), day(20));
        Quote at = new Quote(Price.parse("USD 44031.314285"), day(20));
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        book.put(1, loan);
        assertEquals(List.of(), book.crossed(new Quote(Price.parse("USD 60000"), day(1))));
        // A band for many days is narrower than the day's; once the loan is back in the book, it is the day's.
        assertEquals(List.of(1), book.crossed(above));
        Loan same = loan.on(new Fact.PriceObserved(above)).loan();
        assertEquals("active", same.state().name());
        book.put(1, same);
        assertEquals(List.of(), book.crossed(above));
        assertEquals(List.of(1), book.crossed(at));
        assertEquals(
                "margin call",
                same.on(new Fact.PriceObserved(at)).loan().state().name());
        assertEquals(List.of(1), book.crossed(new Quote(above.price(), day(21))));
    }

    @Test
    void aLoanThatListensToNoPriceIsLeftOutAndOneThatEndsIsTakenOut() {
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        book.put(1, Life.active().loan());
        book.put(2, Life.offered().loan());
        assertEquals(1, book.size());
        book.put(1, Life.open().obeys(new Command.Cancel()).loan());
        assertEquals(0, book.size());
        book.remove(1);
        assertEquals(List.of(), book.crossed(new Quote(Price.parse("USD 1"), START)));
    }

    @Test
    void aBookIsOfOneCurrency() {
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.EUR);
        assertThrows(
                CurrencyMismatchException.class, () -> book.put(1, Life.active().loan()));
        Quote dollars = new Quote(Price.parse("USD 60000"), START);
        assertThrows(CurrencyMismatchException.class, () -> book.crossed(dollars));
    }
}
