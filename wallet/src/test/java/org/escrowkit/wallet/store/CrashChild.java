package org.escrowkit.wallet.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Commits seeded steps to several stores at once, and says on its output which ones are acknowledged, until it dies: by
 * its parent's hand, or before a statement by its own.
 *
 * <p>Arguments: the statement to die at (a negative one for never), and a seed and the address for each store.
 */
final class CrashChild {
    /** Enough that no child gets through. */
    private static final int STEPS = 100_000;

    private CrashChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        AtomicLong left = new AtomicLong(Long.parseLong(arguments[0]));
        Map<Long, EscrowStore> stores = new LinkedHashMap<>();
        Db.Probe probe = sql -> {
            if (left.getAndDecrement() == 0) {
                Runtime.getRuntime().halt(9);
            }
        };
        for (String store : Arrays.asList(arguments).subList(1, arguments.length)) {
            String[] words = store.split(" ", 2);
            stores.put(Long.parseLong(words[0]), new StorePlace(words[1]).open(probe));
        }
        System.out.println("ready");
        List<Thread> threads = new ArrayList<>();
        stores.forEach((seed, store) -> threads.add(new Thread(() -> run(seed, store))));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
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
