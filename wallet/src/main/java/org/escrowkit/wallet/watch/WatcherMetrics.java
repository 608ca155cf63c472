package org.escrowkit.wallet.watch;

import io.micrometer.core.instrument.FunctionCounter;
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
import org.escrowkit.wallet.watch.WatcherHealth.Alarm;
import org.escrowkit.wallet.watch.WatcherHealth.Reach;

/**
 * A watcher's {@link WatcherHealth} as meters, {@code escrowkit.watcher.*}: each reads the health when it is asked, so
 * none lags behind. What is not known is NaN.
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path, which this library leaves to its users: without it
 * everything works but this class.
 */
public final class WatcherMetrics implements MeterBinder {
    private static final String PREFIX = "escrowkit.watcher.";

    private final Watcher watcher;
    private final Tags tags;

    private WatcherMetrics(Watcher watcher, Tags tags) {
        this.watcher = watcher;
        this.tags = tags;
    }

    /** @param name tells this watcher from others, as the tag {@code watcher} */
    public static WatcherMetrics of(Watcher watcher, String name) {
        return new WatcherMetrics(watcher, Tags.of("watcher", name));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "height",
                "block up to which all is known",
                health -> health.cursor().map(row -> (double) row.height()).orElse(Double.NaN));
        gauge(registry, "lag", "blocks behind the best header of the node", WatcherHealth::lag);
        gauge(registry, "current", "1 if loans may be judged by what is missing", health -> health.isCurrent() ? 1 : 0);
        gauge(registry, "node.up", "1 if the node answers", health -> up(health.node()));
        gauge(registry, "store.up", "1 if the store takes what it is given", health -> up(health.store()));
        age(registry, "tip.age", "since the node's best block", WatcherHealth::tipAge);
        age(registry, "knowledge.age", "since the last poll that went well", since(WatcherHealth::statusAt));
        age(registry, "hint.age", "since ZMQ was last heard", since(WatcherHealth::lastHint));
        for (Alarm alarm : Alarm.values()) {
            Gauge.builder(
                            PREFIX + "alarm",
                            watcher,
                            asked -> asked.health().alarms().contains(alarm) ? 1 : 0)
                    .description("1 while a person should look at it")
                    .tags(tags.and("alarm", alarm.name()))
                    .register(registry);
        }
        count(registry, "polls", "polls", HealthRecord.Counts::polls);
        count(registry, "failures", "polls and deliveries that failed", HealthRecord.Counts::failures);
        count(registry, "blocks.connected", "blocks connected", HealthRecord.Counts::connected);
        count(registry, "blocks.disconnected", "blocks taken back", HealthRecord.Counts::disconnected);
    }

    private static double up(Reach reach) {
        if (reach instanceof Reach.Unknown) {
            return Double.NaN;
        }
        return reach.isFailing() ? 0 : 1;
    }

    private static Function<WatcherHealth, Optional<Duration>> since(Function<WatcherHealth, Optional<Instant>> time) {
        return health -> time.apply(health).map(then -> Duration.between(then, health.at()));
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<WatcherHealth> value) {
        Gauge.builder(PREFIX + name, watcher, asked -> value.applyAsDouble(asked.health()))
                .description(what)
                .tags(tags)
                .register(registry);
    }

    private void age(
            MeterRegistry registry, String name, String what, Function<WatcherHealth, Optional<Duration>> value) {
        TimeGauge.builder(
                        PREFIX + name,
                        watcher,
                        TimeUnit.MILLISECONDS,
                        asked -> value.apply(asked.health())
                                .map(age -> (double) age.toMillis())
                                .orElse(Double.NaN))
                .description(what)
                .tags(tags)
                .register(registry);
    }

    private void count(MeterRegistry registry, String name, String what, ToDoubleFunction<HealthRecord.Counts> value) {
        FunctionCounter.builder(PREFIX + name, watcher, asked -> value.applyAsDouble(asked.counts()))
                .description(what)
                .tags(tags)
                .register(registry);
    }
}
