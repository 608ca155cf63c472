package org.escrowkit.wallet.meter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Registers meters that look when they are asked, so that none lags behind. What is not known is NaN.
 *
 * @param prefix before each name
 * @param source is held weakly, as registries do: of what nobody uses any more nothing is known
 * @param look what the meters look at; it may be asked by any thread, and holds what it needs
 */
public record Meters<S, V>(MeterRegistry registry, String prefix, Tags tags, S source, Function<S, V> look) {
    /** The same with one tag more. */
    public Meters<S, V> tagged(String key, String value) {
        return new Meters<>(registry, prefix, tags.and(key, value), source, look);
    }

    /** A value that goes up and down. */
    public void gauge(String name, String what, ToDoubleFunction<V> value) {
        Gauge.builder(prefix + name, source, asked -> value.applyAsDouble(look.apply(asked)))
                .description(what)
                .tags(tags)
                .register(registry);
    }

    /** How long ago something was; empty where it never was. */
    public void age(String name, String what, Function<V, Optional<Duration>> age) {
        TimeGauge.builder(
                        prefix + name,
                        source,
                        TimeUnit.MILLISECONDS,
                        asked -> age.apply(look.apply(asked))
                                .map(time -> (double) time.toMillis())
                                .orElse(Double.NaN))
                .description(what)
                .tags(tags)
                .register(registry);
    }

    /** A value that only rises. */
    public void count(String name, String what, ToDoubleFunction<V> value) {
        FunctionCounter.builder(prefix + name, source, asked -> value.applyAsDouble(look.apply(asked)))
                .description(what)
                .tags(tags)
                .register(registry);
    }
}
