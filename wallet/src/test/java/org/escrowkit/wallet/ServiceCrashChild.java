package org.escrowkit.wallet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.escrowkit.wallet.store.StorePlace;
import org.escrowkit.wallet.watch.CrashPlan;
import org.escrowkit.wallet.watch.Failpoints;

/**
 * A process of several services, each with a store of its own. Each runs to the failpoint that it dies at and stays
 * there, in the middle of whatever it is at; when all are there, the process dies of itself, if nobody killed it
 * before.
 *
 * <p>Arguments: for each service a {@link CrashPlan}, a directory, and the address of its store.
 */
final class ServiceCrashChild {
    /** Of a process that died as it was told to. */
    static final int DIED = 9;

    private static final int FAILED = 1;

    private final CountDownLatch alive;

    private ServiceCrashChild(int services) {
        alive = new CountDownLatch(services);
    }

    public static void main(String[] arguments) throws InterruptedException {
        ServiceCrashChild child = new ServiceCrashChild(arguments.length / 3);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 3) {
            CrashPlan plan = CrashPlan.parse(arguments[i]);
            Path directory = Path.of(arguments[i + 1]);
            StorePlace place = new StorePlace(arguments[i + 2]);
            Thread thread = new Thread(() -> child.run(plan, directory, place));
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        child.alive.await();
        Runtime.getRuntime().halt(DIED);
    }

    private void run(CrashPlan plan, Path directory, StorePlace place) {
        try {
            Failpoints failpoints = new Failpoints(plan, () -> stay(plan, plan.failpoint()));
            new DoomedService(plan.seed(), directory, place, failpoints).run();
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
