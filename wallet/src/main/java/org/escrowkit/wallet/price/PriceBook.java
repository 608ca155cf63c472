package org.escrowkit.wallet.price;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.wallet.price.Taking.Fault;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prices that sources attested in one currency, as evidence for loans. Guarantees that what it gives out is signed by
 * the key that the terms name for its source, that no number is under two prices, and that a price it took is there
 * after a crash. A source that signed two prices under one number is out for good; a gap in the numbers is an alarm
 * until what is missing comes. Keeps so much as {@link BookRules} say. One process at a time has a directory open. Safe
 * for use by several threads.
 */
public final class PriceBook implements AutoCloseable {
    /** Below what {@link Evidence} may hold, so that there is room for more. */
    static final int MOST_EVIDENCE = 9_000;

    private static final Logger log = LoggerFactory.getLogger(PriceBook.class);
    private static final int ROWS = 10_000;

    private final CurrencyUnit currency;
    private final BookRules rules;
    private final InstantSource clock;
    private final Map<String, Page> pages = new TreeMap<>();
    private final PriceLog written;

    /** What is known of one source. */
    private static final class Page {
        private final ByteString key;
        private final PriceSeries series = new PriceSeries();
        private final List<PriceAttestation> equivocation = new ArrayList<>();
        private long refused;

        /** Each kind is told once in a row: a liar must not fill the log. */
        private @Nullable Fault lastFault;

        Page(ByteString key) {
            this.key = key;
        }

        /** A crash between the two of a proof leaves one of them, and it is written again with the other. */
        void proves(PriceAttestation price) {
            boolean known = equivocation.stream()
                    .anyMatch(one ->
                            one.statement().hash().equals(price.statement().hash()));
            if (!known) {
                equivocation.add(price);
            }
        }

        boolean isOut() {
            return equivocation.size() > 1;
        }
    }

    private PriceBook(
            Path directory,
            Map<String, ByteString> sources,
            CurrencyUnit currency,
            BookRules rules,
            InstantSource clock,
            int rows)
            throws IOException {
        this.currency = currency;
        this.rules = rules;
        this.clock = clock;
        sources.forEach((name, key) -> pages.put(name, new Page(key)));
        written = new PriceLog(directory, rows, this::read);
        forget();
    }

    /**
     * Opens a book and reads what it keeps, or begins one. What is in it of sources that are not named here, or under
     * other keys, stays out.
     *
     * @param directory of its own
     * @param sources the x-only key of each by its name, as terms have them ({@link PriceRules#sources})
     * @throws org.escrowkit.wallet.audit.AuditException if it is in use, cannot be used, or was changed
     * @throws UncheckedIOException if the directory cannot be used
     */
    public static PriceBook open(
            Path directory,
            Map<String, ByteString> sources,
            CurrencyUnit currency,
            BookRules rules,
            InstantSource clock) {
        return open(directory, sources, currency, rules, clock, ROWS);
    }

    /** As {@link #open(Path, Map, CurrencyUnit, BookRules, InstantSource)}, by the usual rules. */
    public static PriceBook open(
            Path directory, Map<String, ByteString> sources, CurrencyUnit currency, InstantSource clock) {
        return open(directory, sources, currency, BookRules.USUAL, clock);
    }

    static PriceBook open(
            Path directory,
            Map<String, ByteString> sources,
            CurrencyUnit currency,
            BookRules rules,
            InstantSource clock,
            int rows) {
        try {
            return new PriceBook(directory, sources, currency, rules, clock, rows);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    private void read(String kind, PriceAttestation price) {
        Page page = pages.get(price.statement().source());
        if (page == null || !isOurs(price.statement()) || !price.isSignedBy(page.key)) {
            return;
        }
        if (kind.equals(PriceLog.EQUIVOCATION)) {
            page.proves(price);
        } else {
            page.series.add(price);
        }
    }

    private boolean isOurs(PriceStatement said) {
        return said.price().ofOneBitcoin().getCurrencyUnit().equals(currency);
    }

    /**
     * Takes a price in, whoever brings it.
     *
     * @throws org.escrowkit.wallet.audit.AuditException if it cannot be written; the book is of no use then until it is
     *     opened anew
     */
    public synchronized Taking take(PriceAttestation price) {
        forget();
        PriceStatement said = price.statement();
        Page page = pages.get(said.source());
        if (page == null) {
            return new Taking.Refused(Fault.UNKNOWN_SOURCE, "no source of the terms");
        }
        Taking taking = taking(price, page);
        if (taking instanceof Taking.Refused refused) {
            page.refused++;
            if (page.lastFault != refused.fault()) {
                log.warn("a price of {} is refused: {}: {}", said.source(), refused.fault(), refused.words());
            }
            page.lastFault = refused.fault();
        }
        return taking;
    }

    private Taking taking(PriceAttestation price, Page page) {
        PriceStatement said = price.statement();
        if (!isOurs(said)) {
            return new Taking.Refused(Fault.OTHER_CURRENCY, said.price().toString());
        }
        if (page.isOut()) {
            return new Taking.Refused(Fault.DISQUALIFIED, "it signed two prices under one number");
        }
        if (!price.isSignedBy(page.key)) {
            return new Taking.Refused(Fault.BAD_SIGNATURE, "number " + said.sequence());
        }
        Optional<Taking.Refused> refused = page.series.against(said, rules, clock.instant());
        Optional<PriceAttestation> same = page.series.at(said.sequence());
        if (refused.isEmpty() && same.isPresent()) {
            return new Taking.Known();
        }
        if (refused.filter(why -> why.fault() == Fault.EQUIVOCATION).isPresent()) {
            disqualify(page, same.orElseThrow(), price);
        }
        if (refused.isPresent()) {
            return refused.get();
        }
        long missing = page.series.missing();
        written.append(PriceLog.PRICE, price, clock.instant());
        page.series.add(price);
        if (page.series.missing() > missing) {
            log.warn("prices of {} are missing before number {}", said.source(), said.sequence());
        }
        return new Taking.Added();
    }

    /** Both are kept: together they prove it to anybody. */
    private void disqualify(Page page, PriceAttestation first, PriceAttestation second) {
        for (PriceAttestation price : List.of(first, second)) {
            written.append(PriceLog.EQUIVOCATION, price, clock.instant());
            page.proves(price);
        }
        log.error(
                "{} signed two prices under one number: it is out",
                first.statement().source());
    }

    private void forget() {
        Instant before = clock.instant().minus(rules.keep());
        pages.values().forEach(page -> page.series.forgetBefore(before));
        try {
            written.forgetBefore(before);
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** What is needed to show that a loan's liquidation is due: {@link #since} its {@link BreachMoment}. */
    public Evidence of(Loan loan) {
        return since(loan.terms(), BreachMoment.of(loan, clock.instant()));
    }

    /**
     * What the sources of the terms attested from a moment up to now, and one price of each before it. A source that is
     * out is left out. Of more than 9,000 prices those in the middle are: what lasted so long that it takes more cannot
     * be shown.
     *
     * @param since when what is to be shown began, such as {@link BreachMoment}
     * @return nothing if the terms are about another currency
     */
    public synchronized Evidence since(LoanTerms terms, Instant since) {
        Map<String, ByteString> named = terms.prices().sources();
        List<PriceAttestation> shown = new ArrayList<>();
        if (terms.principal().getCurrencyUnit().equals(currency)) {
            pages.forEach((source, page) -> {
                if (Objects.equals(page.key, named.get(source)) && !page.isOut()) {
                    shown.addAll(page.series.since(since, MOST_EVIDENCE / named.size()));
                }
            });
        }
        return Evidence.of(shown);
    }

    /** A source's prices with numbers above this one, lowest first; none of a source that it does not know. */
    public synchronized List<PriceAttestation> after(String source, long number, int most) {
        return Optional.ofNullable(pages.get(source))
                .map(page -> page.series.after(number, most))
                .orElse(List.of());
    }

    /** The source's price with the highest number. */
    public synchronized Optional<PriceStatement> last(String source) {
        return Optional.ofNullable(pages.get(source)).flatMap(page -> page.series.last());
    }

    /** From which number on the source is to be asked, so that a gap is filled; 0 for all. */
    synchronized long wholeUpTo(String source) {
        return Optional.ofNullable(pages.get(source))
                .map(page -> page.series.wholeUpTo())
                .orElse(0L);
    }

    public synchronized BookHealth health() {
        List<BookHealth.Source> sources = new ArrayList<>();
        pages.forEach((name, page) -> sources.add(new BookHealth.Source(
                name,
                page.series.last(),
                page.series.missing(),
                page.refused,
                page.isOut()
                        ? Optional.of(new BookHealth.Equivocation(page.equivocation.get(0), page.equivocation.get(1)))
                        : Optional.empty())));
        return new BookHealth(clock.instant(), sources);
    }

    @Override
    public synchronized void close() {
        written.close();
    }
}
