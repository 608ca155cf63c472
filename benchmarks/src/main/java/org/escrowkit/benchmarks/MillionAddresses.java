package org.escrowkit.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The addresses of a million loans on all cores, by us and by bitcoinj; both must give the same. */
final class MillionAddresses {
    private static final int WARM_UP = 20_000;

    private MillionAddresses() {}

    static void derive(int count) {
        DerivationBenchmark derivation = new DerivationBenchmark();
        derive(derivation::ours, WARM_UP);
        derive(derivation::bitcoinj, WARM_UP);
        Run ours = derive(derivation::ours, count);
        System.out.println("ours      " + ours);
        Run bitcoinj = derive(derivation::bitcoinj, count);
        System.out.println("bitcoinj  " + bitcoinj);
        if (ours.digest() != bitcoinj.digest()) {
            throw new IllegalStateException("not the same addresses");
        }
        System.out.printf(
                Locale.ROOT,
                "The same addresses in 1/%.2f of the time.%n",
                (double) bitcoinj.time().toNanos() / ours.time().toNanos());
    }

    private static Run derive(IntFunction<String> addresses, int count) {
        long start = System.nanoTime();
        long digest = IntStream.range(0, count)
                .parallel()
                .mapToLong(index -> (long) addresses.apply(index).hashCode() * (2L * index + 1))
                .sum();
        return new Run(count, digest, Duration.ofNanos(System.nanoTime() - start));
    }

    /** @param digest the same for the same addresses in the same order */
    private record Run(int count, long digest, Duration time) {
        @Override
        public String toString() {
            double seconds = time.toNanos() / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%,d addresses in %.1f s on %d cores: %,.0f a second",
                    count,
                    seconds,
                    Runtime.getRuntime().availableProcessors(),
                    count / seconds);
        }
    }
}
