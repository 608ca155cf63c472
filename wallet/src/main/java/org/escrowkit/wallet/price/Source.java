package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.joda.money.CurrencyUnit;

/** A feed with the breaker that leaves it alone while it keeps failing. One question to it is under way at a time. */
final class Source {
    private final PriceFeed feed;
    private final CurrencyUnit currency;
    private final PauseRules rules;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile SourceHealth health;

    Source(PriceFeed feed, CurrencyUnit currency, PauseRules rules) {
        this.feed = feed;
        this.currency = currency;
        this.rules = rules;
        this.health = SourceHealth.unknown(feed.name());
    }

    String name() {
        return health.source();
    }

    SourceHealth health() {
        return health;
    }

    /** Why it is not asked now; empty if it is. */
    Optional<LeftOut> leftOut(Instant now) {
        SourceHealth known = health;
        if (known.askedAgain().filter(now::isBefore).isPresent()) {
            String why = known.lastFailure().map(PriceAnswer.Failed::words).orElse("");
            String words = known.failures() + " failures, asked again at "
                    + known.askedAgain().get() + ": " + why;
            return Optional.of(new LeftOut(name(), LeftOut.Reason.PAUSED, words));
        }
        return busy.get()
                ? Optional.of(new LeftOut(name(), LeftOut.Reason.BUSY, "has not come back from an earlier question"))
                : Optional.empty();
    }

    /** On a thread of its own, for a feed may hang. */
    PriceAnswer ask() {
        busy.set(true);
        try {
            PriceAnswer answer = feed.ask();
            return answer instanceof PriceAnswer.Priced priced
                            && !currency.equals(
                                    priced.quote().price().ofOneBitcoin().getCurrencyUnit())
                    ? new PriceAnswer.Failed(PriceFault.WRONG_PAIR, "a price in another currency than " + currency)
                    : answer;
        } catch (RuntimeException bug) {
            return new PriceAnswer.Failed(PriceFault.BROKEN, "its feed threw " + bug);
        } finally {
            busy.set(false);
        }
    }

    void took(PriceAnswer answer, Instant now) {
        health = answer instanceof PriceAnswer.Priced priced
                ? health.answered(priced.quote())
                : health.failed((PriceAnswer.Failed) answer, rules, now);
    }
}
