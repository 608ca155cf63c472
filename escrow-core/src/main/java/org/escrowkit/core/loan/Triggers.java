package org.escrowkit.core.loan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a price next does more to a loan than to be its last: outside the band, or from {@code until} on, when interest,
 * a deadline or new terms may have moved it.
 */
record Triggers(PriceBand band, Instant until) {
    /**
     * For so many days at most a band is reckoned; for how many more depends on the loan, lest all that were reckoned
     * together are due together.
     */
    private static final int MOST_DAYS = 32;

    /** Whether there is anything to wait for. */
    boolean any() {
        return !band.equals(PriceBand.ALL) || !until.equals(Instant.MAX);
    }

    /**
     * For all prices from the last one on. The longer a band is reckoned for, the narrower interest makes it: it is
     * halved until the last price is within, down to the day on which nothing accrues.
     */
    static Triggers of(Loan loan, Quote last) {
        Instant from = last.at();
        if (loan.pending().filter(next -> !from.isBefore(next.from())).isPresent()) {
            return new Triggers(PriceBand.NOWHERE, Instant.MAX);
        }
        Optional<Running> running = PriceWatch.running(loan.state());
        if (running.isEmpty()) {
            return reckoned(loan, from, loan.pending().map(Amendment::from).orElse(Instant.MAX));
        }
        Instant limit = limit(loan, running.get(), from);
        for (int days = MOST_DAYS + loan.number() % MOST_DAYS; days > 1; days /= 2) {
            Triggers triggers = reckoned(loan, from, earlier(midnight(from, days), limit));
            boolean steady = !fallsDue(running.get(), loan.terms(), triggers.until);
            if (steady && triggers.band.contains(last.price())) {
                return triggers;
            }
        }
        Instant day = earlier(midnight(from, 1), nextOverdueDay(from, loan.terms()));
        return reckoned(loan, from, earlier(day, limit));
    }

    /** Before there was any price. */
    static Triggers first(Loan loan) {
        return reckoned(loan, Instant.MIN, loan.pending().map(Amendment::from).orElse(Instant.MAX));
    }

    private static Triggers reckoned(Loan loan, Instant from, Instant until) {
        return new Triggers(new PriceWatch(loan.terms(), from, until).band(loan.state()), until);
    }

    /** What changes at a moment that is known now: new terms, the end of a cure window, patience with a lost coin. */
    private static Instant limit(Loan loan, Running running, Instant from) {
        Position position = running.position();
        return Stream.of(
                        loan.pending().map(Amendment::from),
                        position.cureBy(),
                        position.lostSince().map(since -> since.plus(Position.PATIENCE)))
                .flatMap(Optional::stream)
                .filter(from::isBefore)
                .reduce(Instant.MAX, Triggers::earlier);
    }

    /** Whether a loan that is in time now is overdue before the end. */
    private static boolean fallsDue(Running running, LoanTerms terms, Instant end) {
        boolean judged = running instanceof Active || running instanceof MarginCall;
        return judged && Margin.isOverdue(running.position(), terms, end.minusNanos(1));
    }

    private static Instant nextOverdueDay(Instant from, LoanTerms terms) {
        return midnight(from.minus(terms.deadlines().grace()), 1)
                .plus(terms.deadlines().grace());
    }

    private static Instant midnight(Instant from, int days) {
        LocalDate day = Deadlines.day(from).plusDays(days);
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
