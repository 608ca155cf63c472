package org.escrowkit.wallet.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.escrowkit.wallet.meter.Meters;
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
        Meters<Watcher, WatcherHealth> meters = new Meters<>(registry, PREFIX, tags, watcher, Watcher::health);
        meters.gauge(
                "height",
                "block up to which all is known",
                health -> health.cursor().map(row -> (double) row.height()).orElse(Double.NaN));
        meters.gauge("lag", "blocks behind the best header of the node", WatcherHealth::lag);
        meters.gauge("current", "1 if loans may be judged by what is missing", health -> health.isCurrent() ? 1 : 0);
        meters.gauge("node.up", "1 if the node answers", health -> up(health.node()));
        meters.gauge("store.up", "1 if the store takes what it is given", health -> up(health.store()));
        meters.age("tip.age", "since the node's best block", WatcherHealth::tipAge);
        meters.age("knowledge.age", "since the last poll that went well", since(WatcherHealth::statusAt));
        meters.age("hint.age", "since ZMQ was last heard", since(WatcherHealth::lastHint));
        for (Alarm alarm : Alarm.values()) {
            meters.tagged("alarm", alarm.name())
                    .gauge(
                            "alarm",
                            "1 while a person should look at it",
                            health -> health.alarms().contains(alarm) ? 1 : 0);
        }
        Meters<Watcher, HealthRecord.Counts> counts = new Meters<>(registry, PREFIX, tags, watcher, Watcher::counts);
        counts.count("polls", "polls", HealthRecord.Counts::polls);
        counts.count("failures", "polls and deliveries that failed", HealthRecord.Counts::failures);
        counts.count("blocks.connected", "blocks connected", HealthRecord.Counts::connected);
        counts.count("blocks.disconnected", "blocks taken back", HealthRecord.Counts::disconnected);
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
}
