package org.escrowkit.examples.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work until Ctrl-C: the process ends when the work has closed what it had open. */
final class Interruptible {
    private static final int CLOSING_SECONDS = 20;

    private Interruptible() {}

    /** What goes on until its thread is interrupted. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    static void run(Escrow escrow, Work work) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread working = Thread.currentThread();
        escrow.console().atInterrupt().accept(() -> {
            working.interrupt();
            await(closed);
        });
        try {
            work.run();
        } catch (InterruptedException ended) {
            escrow.remark("Ended.");
        } finally {
            closed.countDown();
        }
    }

    private static void await(CountDownLatch closed) {
        try {
            closed.await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException twice) {
            Thread.currentThread().interrupt();
        }
    }
}
