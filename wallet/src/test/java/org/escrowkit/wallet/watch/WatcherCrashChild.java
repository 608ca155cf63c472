package org.escrowkit.wallet.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * A process of several watchers, each with a store of its own. Each runs to the failpoint that it dies at and stays
 * there, in the middle of whatever it is at; when all are there, the process dies of itself, if nobody killed it
 * before.
 *
 * <p>Arguments: the directory, a {@link BrokenStore}, and a {@link CrashPlan} for each watcher.
 */
final class WatcherCrashChild {
    /** Of a process that died as it was told to. */
    static final int DIED = 9;

    /** Of a process in which something went wrong before. */
    private static final int FAILED = 1;

    private final Path directory;
    private final BrokenStore broken;
    private final CountDownLatch alive;

    private WatcherCrashChild(Path directory, BrokenStore broken, int watchers) {
        this.directory = directory;
        this.broken = broken;
        alive = new CountDownLatch(watchers);
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<CrashPlan> plans =
                Arrays.stream(arguments).skip(2).map(CrashPlan::parse).toList();
        WatcherCrashChild child =
                new WatcherCrashChild(Path.of(arguments[0]), BrokenStore.valueOf(arguments[1]), plans.size());
        List<Thread> threads = new ArrayList<>();
        for (CrashPlan plan : plans) {
            Thread thread = new Thread(() -> child.run(plan));
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        child.alive.await();
        Runtime.getRuntime().halt(DIED);
    }

    private void run(CrashPlan plan) {
        try {
            Failpoints failpoints = new Failpoints(plan, () -> stay(plan, plan.failpoint()));
            new DoomedWatcher(plan, directory, failpoints, broken, System.out::println).run();
            failpoints
                    .passed()
                    .forEach((failpoint, times) ->
                            System.out.println(plan.seed() + " passed " + times + " " + failpoint));
            stay(plan, CrashPlan.NONE);
        } catch (Throwable failure) {
            System.err.println("in a child: " + plan);
            failure.printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void stay(CrashPlan plan, String where) {
        System.out.println(plan.seed() + " dies " + where);
        alive.countDown();
        new Semaphore(0).acquireUninterruptibly();
    }
}
