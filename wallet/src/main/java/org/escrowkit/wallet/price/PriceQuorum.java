package org.escrowkit.wallet.price;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.joda.money.CurrencyUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks several sources at once what one bitcoin is worth. Guarantees that a price given out is fresh, that as many
 * sources as the rules want are near it, and that it did not jump: anything else is a result without a price, which
 * says why. Never gives out an older price instead. Safe for use by several threads; rounds come one after the other.
 */
public final class PriceQuorum implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PriceQuorum.class);

    private final List<Source> sources;
    private final QuorumRules rules;
    private final InstantSource clock;
    private final ExecutorService threads;
    private final Circuit circuit;
    private volatile Optional<QuorumResult> last = Optional.empty();
    private volatile Optional<QuorumResult.Agreed> lastAgreed = Optional.empty();

    private PriceQuorum(List<Source> sources, QuorumRules rules, InstantSource clock, Circuit circuit) {
        this.sources = sources;
        this.rules = rules;
        this.clock = clock;
        this.circuit = circuit;
        // As many as sources: one that hangs takes its own thread only.
        this.threads = Executors.newFixedThreadPool(sources.size(), task -> {
            Thread thread = new Thread(task, "escrowkit-prices");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Three of the five exchanges that are known here, by the usual rules. */
    public static PriceQuorum ofExchanges(CurrencyUnit currency, InstantSource clock) {
        List<HttpPriceFeed> feeds = Arrays.stream(Exchange.values())
                .map(exchange -> HttpPriceFeed.of(exchange, currency, clock))
                .toList();
        return of(feeds, QuorumRules.usual(feeds.size() / 2 + 1), clock, Optional.empty());
    }

    /**
     * @param feeds of one currency, each with a name of its own, at least as many as the quorum
     * @param known the last price that was acted on, so that a restart forgets no jump; empty if there is none
     */
    public static PriceQuorum of(
            List<? extends PriceFeed> feeds, QuorumRules rules, InstantSource clock, Optional<Quote> known) {
        boolean named = feeds.stream().map(PriceFeed::name).distinct().count() == feeds.size();
        List<CurrencyUnit> currencies =
                feeds.stream().map(PriceFeed::currency).distinct().toList();
        if (feeds.size() < rules.quorum() || !named || currencies.size() != 1) {
            throw new IllegalArgumentException("a quorum of " + rules.quorum() + " out of " + feeds.size()
                    + " sources, each with its own name, all of one currency");
        }
        CurrencyUnit currency = currencies.get(0);
        if (known.filter(
                        quote -> !quote.price().ofOneBitcoin().getCurrencyUnit().equals(currency))
                .isPresent()) {
            throw new IllegalArgumentException("the last price is in another currency than " + currency);
        }
        List<Source> sources = feeds.stream()
                .map(feed -> new Source(feed, currency, rules.pauses()))
                .toList();
        return new PriceQuorum(sources, rules, clock, new Circuit(rules.jumps(), rules.maxAge(), known));
    }

    /** One round: waits for all sources that are asked, and no longer than the deadline. */
    public synchronized QuorumResult ask() {
        Instant asked = clock.instant();
        List<LeftOut> unheard = new ArrayList<>();
        List<Source> heard = new ArrayList<>();
        for (Source source : sources) {
            source.leftOut(asked).ifPresentOrElse(unheard::add, () -> heard.add(source));
        }
        List<PriceAnswer> answers = answers(heard);
        Instant now = clock.instant();
        Map<String, Quote> said = new HashMap<>();
        for (int i = 0; i < heard.size(); i++) {
            Source source = heard.get(i);
            source.took(answers.get(i), now);
            if (answers.get(i) instanceof PriceAnswer.Priced priced) {
                said.put(source.name(), priced.quote());
            } else if (answers.get(i) instanceof PriceAnswer.Failed failed) {
                unheard.add(new LeftOut(source.name(), LeftOut.Reason.FAILED, failed.fault() + ": " + failed.words()));
            }
        }
        return conclude(Count.of(said, unheard, rules, now));
    }

    private List<PriceAnswer> answers(List<Source> asked) {
        List<Callable<PriceAnswer>> questions = new ArrayList<>();
        asked.forEach(source -> questions.add(source::ask));
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("before anybody was asked");
            }
            List<PriceAnswer> answers = new ArrayList<>();
            for (Future<PriceAnswer> answer :
                    threads.invokeAll(questions, rules.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
                answers.add(answer(answer));
            }
            return answers;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return asked.stream().map(source -> late()).toList();
        }
    }

    private PriceAnswer answer(Future<PriceAnswer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException unfinished) {
            return late();
        } catch (ExecutionException error) {
            throw new IllegalStateException("a feed failed beyond all exceptions", error.getCause());
        }
    }

    private PriceAnswer late() {
        return new PriceAnswer.Failed(PriceFault.TOO_SLOW, "no answer within " + rules.deadline());
    }

    private QuorumResult conclude(QuorumResult counted) {
        QuorumResult result = counted;
        if (counted instanceof QuorumResult.Agreed agreed) {
            result = circuit.check(agreed);
        } else {
            circuit.interrupt();
        }
        if (result instanceof QuorumResult.Agreed agreed) {
            lastAgreed = Optional.of(agreed);
        }
        Class<?> kind = result.getClass();
        boolean changed = last.filter(before -> before.getClass().equals(kind)).isEmpty();
        last = Optional.of(result);
        if (changed && result instanceof QuorumResult.Agreed) {
            log.info("prices: {}", result.explain());
        } else if (changed) {
            log.warn("liquidations by price stop: {}", result.explain());
        }
        return result;
    }

    /**
     * A person says that the level to which the price jumped is right: the next round gives it out.
     *
     * @param level as the person knows it from elsewhere
     * @return false if nothing is halted, or the sources agree on another level than this
     */
    public synchronized boolean confirm(Price level) {
        boolean closed = circuit.confirm(level);
        if (closed) {
            log.warn("a person confirmed the price of {}", level);
        }
        return closed;
    }

    public QuorumHealth health() {
        return new QuorumHealth(
                clock.instant(),
                last,
                lastAgreed,
                sources.stream().map(Source::health).toList());
    }

    /** Interrupts questions that are under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
