package org.escrowkit.wallet.watch;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.wallet.node.FaultKind;

/**
 * What may go wrong between a watcher and its node in one run.
 *
 * @param kinds that befall calls
 * @param refusing whether connections are refused at times
 * @param clock how far the watcher's is off
 * @param nodes 1, or 3 of which 2 must agree: then one of them at a time is befallen
 */
record FaultFamily(String name, List<FaultKind> kinds, boolean refusing, Duration clock, int nodes) {
    private static final Duration DAY = Duration.ofDays(1);

    static FaultFamily of(FaultKind kind) {
        return new FaultFamily(kind.name(), List.of(kind), false, Duration.ZERO, 1);
    }

    /** Each by itself, for what it does is best seen without the others, and then all at once. */
    static List<FaultFamily> all() {
        Stream<FaultFamily> others = Stream.of(
                new FaultFamily("NONE", List.of(), false, Duration.ZERO, 1),
                new FaultFamily("REFUSED", List.of(), true, Duration.ZERO, 1),
                new FaultFamily("CLOCK A DAY AHEAD", List.of(), false, DAY, 1),
                new FaultFamily("CLOCK A DAY BEHIND", List.of(), false, DAY.negated(), 1),
                new FaultFamily("ALL", List.of(FaultKind.values()), true, DAY, 1),
                new FaultFamily("ALL OF ONE OF THREE NODES", List.of(FaultKind.values()), true, Duration.ZERO, 3));
        return Stream.concat(Arrays.stream(FaultKind.values()).map(FaultFamily::of), others)
                .toList();
    }

    /** Whether what a step tells need not have been so at the moment: the node may have passed off an old view. */
    boolean lies() {
        return kinds.stream().anyMatch(FaultKind::isLie);
    }
}
