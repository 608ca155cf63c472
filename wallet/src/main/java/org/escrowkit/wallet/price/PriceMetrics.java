package org.escrowkit.wallet.price;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.meter.Meters;

/**
 * A quorum's {@link QuorumHealth} as meters, {@code escrowkit.price.*}: each reads the health when it is asked. What is
 * not known is NaN. Prices are rounded to what a {@code double} holds: for a picture, not for a decision.
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path, which this library leaves to its users.
 */
public final class PriceMetrics implements MeterBinder {
    private static final String PREFIX = "escrowkit.price.";

    private final PriceQuorum quorum;
    private final Tags tags;

    private PriceMetrics(PriceQuorum quorum, Tags tags) {
        this.quorum = quorum;
        this.tags = tags;
    }

    /** @param name tells this quorum from others, as the tag {@code quorum} */
    public static PriceMetrics of(PriceQuorum quorum, String name) {
        return new PriceMetrics(quorum, Tags.of("quorum", name));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters<PriceQuorum, QuorumHealth> meters = new Meters<>(registry, PREFIX, tags, quorum, PriceQuorum::health);
        meters.gauge("agreed", "1 if the last round gave a price", health -> health.isAgreed() ? 1 : 0);
        meters.gauge("halted", "1 while a jump is not confirmed", health -> health.isHalted() ? 1 : 0);
        meters.gauge(
                "last",
                "the last price given out",
                health -> health.lastAgreed()
                        .map(agreed -> amount(agreed.quote()))
                        .orElse(Double.NaN));
        meters.age(
                "age",
                "since the time of the last price given out",
                since(health -> health.lastAgreed().map(QuorumResult.Agreed::at)));
        for (SourceHealth source : quorum.health().sources()) {
            bind(meters.tagged("source", source.source()), source.source());
        }
    }

    private static void bind(Meters<PriceQuorum, QuorumHealth> meters, String source) {
        meters.gauge(
                "source.last",
                "the last price of a source",
                health -> of(health, source).last().map(PriceMetrics::amount).orElse(Double.NaN));
        meters.gauge(
                "source.failures",
                "failures in a row",
                health -> of(health, source).failures());
        meters.gauge(
                "source.paused",
                "1 while it is left alone",
                health -> of(health, source).state() == SourceHealth.State.PAUSED ? 1 : 0);
        meters.age(
                "source.age",
                "since the time of its last price",
                since(health -> of(health, source).last().map(Quote::at)));
    }

    private static SourceHealth of(QuorumHealth health, String source) {
        return health.sources().stream()
                .filter(one -> one.source().equals(source))
                .findFirst()
                .orElseThrow();
    }

    private static double amount(Quote quote) {
        return quote.price().ofOneBitcoin().getAmount().doubleValue();
    }

    private static Function<QuorumHealth, Optional<Duration>> since(Function<QuorumHealth, Optional<Instant>> time) {
        return health -> time.apply(health).map(then -> Duration.between(then, health.at()));
    }
}
