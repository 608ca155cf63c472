package org.escrowkit.wallet.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Commits seeded steps to several stores at once, and says on its output which ones are acknowledged, until it dies: by
 * its parent's hand, or before a statement by its own.
 *
 * <p>Arguments: directory, first seed, stores, the statement to die at (a negative one for never).
 */
final class CrashChild {
    /** Enough that no child gets through. */
    private static final int STEPS = 100_000;

    private CrashChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        AtomicLong left = new AtomicLong(Long.parseLong(arguments[3]));
        List<EscrowStore> stores = new ArrayList<>();
        Db.Probe probe = sql -> {
            if (left.getAndDecrement() == 0) {
                Runtime.getRuntime().halt(9);
            }
        };
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            stores.add(StoreFixture.open(file(directory, first + i), Optional.empty(), probe));
        }
        System.out.println("ready");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            long seed = first + i;
            EscrowStore store = stores.get(i);
            threads.add(new Thread(() -> run(seed, store)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static Path file(Path directory, long seed) {
        return directory.resolve(seed + ".db");
    }

    private static void run(long seed, EscrowStore store) {
        CrashSteps steps = new CrashSteps(seed);
        for (int i = 0; i < STEPS; i++) {
            steps.next().accept(store);
            System.out.println(seed + " " + i + " ok");
        }
    }

    /** What a child does to a store, which its parent does to the model: the same for the same seed. */
    static final class CrashSteps {
        private final Random random;
        private final RandomSteps steps;

        CrashSteps(long seed) {
            random = new Random(seed);
            steps = new RandomSteps(seed);
        }

        Consumer<EscrowStore> next() {
            long dice = random.nextLong();
            NewScript script = new NewScript(steps.script(), 90 + Math.floorMod(dice, 30), "loan " + dice);
            return switch (Math.floorMod(dice >> 8, 8)) {
                case 0 -> store -> store.register(List.of(script));
                case 1 -> store -> store.acknowledge("loans", store.subscribe("loans"));
                case 2 ->
                    store -> {
                        store.subscribe("loans");
                        store.acknowledge("loans", store.head().lastSequence());
                    };
                case 3 -> EscrowStore::trim;
                default ->
                    store -> {
                        Head head = store.head();
                        store.commit(steps.step(head.revision(), store.blocks()));
                    };
            };
        }
    }
}
