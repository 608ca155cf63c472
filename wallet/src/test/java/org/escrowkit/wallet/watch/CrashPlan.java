package org.escrowkit.wallet.watch;

/**
 * Where one watcher's process is to die.
 *
 * @param seed of the node's life and of the application's
 * @param moves that the node has made already, under an earlier process
 * @param failpoint see {@link Failpoints}; {@link #NONE} for one that lives until somebody else ends it
 * @param passes how often it gets past the failpoint first
 */
public record CrashPlan(long seed, int moves, String failpoint, int passes) {
    public static final String NONE = "no failpoint";

    private static final String SEPARATOR = "/";

    public static CrashPlan parse(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        return new CrashPlan(
                Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts[2], Integer.parseInt(parts[3]));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return String.join(
                SEPARATOR, Long.toString(seed), Integer.toString(moves), failpoint, Integer.toString(passes));
    }
}
