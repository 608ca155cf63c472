package org.escrowkit.wallet.price;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.escrowkit.core.loan.Quote;

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
        gauge(registry, "agreed", "1 if the last round gave a price", tags, health -> health.isAgreed() ? 1 : 0);
        gauge(registry, "halted", "1 while a jump is not confirmed", tags, health -> health.isHalted() ? 1 : 0);
        gauge(
                registry,
                "last",
                "the last price given out",
                tags,
                health -> health.lastAgreed()
                        .map(agreed -> amount(agreed.quote()))
                        .orElse(Double.NaN));
        age(
                registry,
                "age",
                "since the time of the last price given out",
                tags,
                health -> health.lastAgreed().map(QuorumResult.Agreed::at));
        for (SourceHealth source : quorum.health().sources()) {
            bind(registry, source.source());
        }
    }

    private void bind(MeterRegistry registry, String source) {
        Tags its = tags.and("source", source);
        gauge(
                registry,
                "source.last",
                "the last price of a source",
                its,
                health -> of(health, source).last().map(PriceMetrics::amount).orElse(Double.NaN));
        gauge(
                registry,
                "source.failures",
                "failures in a row",
                its,
                health -> of(health, source).failures());
        gauge(
                registry,
                "source.paused",
                "1 while it is left alone",
                its,
                health -> of(health, source).state() == SourceHealth.State.PAUSED ? 1 : 0);
        age(
                registry,
                "source.age",
                "since the time of its last price",
                its,
                health -> of(health, source).last().map(Quote::at));
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

    private void gauge(
            MeterRegistry registry, String name, String what, Tags of, ToDoubleFunction<QuorumHealth> value) {
        Gauge.builder(PREFIX + name, quorum, asked -> value.applyAsDouble(asked.health()))
                .description(what)
                .tags(of)
                .register(registry);
    }

    private void age(
            MeterRegistry registry, String name, String what, Tags of, Function<QuorumHealth, Optional<Instant>> time) {
        TimeGauge.builder(PREFIX + name, quorum, TimeUnit.MILLISECONDS, asked -> {
                    QuorumHealth health = asked.health();
                    return time.apply(health)
                            .map(then ->
                                    (double) Duration.between(then, health.at()).toMillis())
                            .orElse(Double.NaN);
                })
                .description(what)
                .tags(of)
                .register(registry);
    }
}
