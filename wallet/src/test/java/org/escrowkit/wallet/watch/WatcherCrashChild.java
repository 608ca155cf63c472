package org.escrowkit.wallet.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.escrowkit.wallet.store.StorePlace;

/**
 * A process of several watchers, each with a store of its own. Each runs to the failpoint that it dies at and stays
 * there, in the middle of whatever it is at; when all are there, the process dies of itself, if nobody killed it
 * before.
 *
 * <p>Arguments: a {@link BrokenStore}, and for each watcher a {@link CrashPlan} and the address of its store.
 */
final class WatcherCrashChild {
    /** Of a process that died as it was told to. */
    static final int DIED = 9;

    /** Of a process in which something went wrong before. */
    private static final int FAILED = 1;

    private final BrokenStore broken;
    private final CountDownLatch alive;

    private WatcherCrashChild(BrokenStore broken, int watchers) {
        this.broken = broken;
        alive = new CountDownLatch(watchers);
    }

    public static void main(String[] arguments) throws InterruptedException {
        WatcherCrashChild child = new WatcherCrashChild(BrokenStore.valueOf(arguments[0]), arguments.length / 2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < arguments.length; i += 2) {
            CrashPlan plan = CrashPlan.parse(arguments[i]);
            StorePlace place = new StorePlace(arguments[i + 1]);
            Thread thread = new Thread(() -> child.run(plan, place));
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        child.alive.await();
        Runtime.getRuntime().halt(DIED);
    }

    private void run(CrashPlan plan, StorePlace place) {
        try {
            Failpoints failpoints = new Failpoints(plan, () -> stay(plan, plan.failpoint()));
            new DoomedWatcher(plan, place, failpoints, broken, System.out::println).run();
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
