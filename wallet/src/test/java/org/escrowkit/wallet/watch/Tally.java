package org.escrowkit.wallet.watch;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often each thing happened, over all schedules and threads. */
final class Tally {
    private final Map<Happening, LongAdder> counts = new EnumMap<>(Happening.class);

    Tally() {
        for (Happening happening : Happening.values()) {
            counts.put(happening, new LongAdder());
        }
    }

    void count(Happening happening) {
        Objects.requireNonNull(counts.get(happening)).increment();
    }

    long of(Happening happening) {
        return Objects.requireNonNull(counts.get(happening)).sum();
    }

    /** All in one line. */
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
                        + entry.getValue().sum())
                .collect(Collectors.joining(", "));
    }
}
