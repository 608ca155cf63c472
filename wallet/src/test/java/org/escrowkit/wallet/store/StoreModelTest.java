package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done to both, the store in a database says what the one in memory says. */
@ParameterizedClass
@EnumSource
class StoreModelTest {
    @Parameter
    TestDatabase database = TestDatabase.SQLITE;

    private static final int SEEDS = 20;
    private static final int ACTIONS = 40;
    private static final String[] CONSUMERS = {"loans", "mail", "audit"};

    @TempDir
    Path directory;

    @Test
    void theDatabaseSaysWhatTheModelSays() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    private void run(long seed) {
        StorePlace place = database.place(directory, "model " + seed);
        Random random = new Random(seed);
        RandomSteps steps = new RandomSteps(seed);
        MemoryStore model = new MemoryStore(RandomSteps.GENESIS);
        EscrowStore store = place.open();
        try {
            for (int i = 0; i < ACTIONS; i++) {
                if (random.nextInt(12) == 0) {
                    store.close();
                    store = place.open();
                }
                act(random, steps, model, store);
                assertSame(model, store, random, "seed " + seed + ", action " + i);
            }
        } finally {
            store.close();
        }
    }

    private static void act(Random random, RandomSteps steps, MemoryStore model, EscrowStore store) {
        String consumer = CONSUMERS[random.nextInt(CONSUMERS.length)];
        switch (random.nextInt(8)) {
            case 0 -> {
                List<NewScript> fresh = scripts(random, steps, model);
                assertEquals(model.register(fresh), store.register(fresh));
            }
            case 1 -> assertEquals(model.subscribe(consumer), store.subscribe(consumer));
            case 2 -> {
                long known = model.subscribe(consumer);
                store.subscribe(consumer);
                long upTo = known + random.nextInt((int) (model.head().lastSequence() - known) + 1);
                model.acknowledge(consumer, upTo);
                store.acknowledge(consumer, upTo);
            }
            case 3 -> assertEquals(model.trim(), store.trim());
            case 4 -> backfill(model, store);
            default -> {
                Step step = steps.step(model.head().revision(), model.blocks());
                assertEquals(model.commit(step), store.commit(step));
            }
        }
    }

    private static void backfill(MemoryStore model, EscrowStore store) {
        if (model.backfill().isEmpty() || model.head().cursor().isEmpty()) {
            return;
        }
        int next = model.backfill().get().next();
        int cursor = model.head().cursor().get().height();
        StepPart part = next <= cursor
                ? new StepPart.Backfilled(new BlockRef(next, Sha256Hash.of(new byte[] {(byte) next})), List.of())
                : new StepPart.BackfillDone();
        Step step = new Step(model.head().revision(), List.of(part));
        assertEquals(model.commit(step), store.commit(step));
    }

    /** New ones and known ones, born below and above the cursor. */
    private static List<NewScript> scripts(Random random, RandomSteps steps, MemoryStore model) {
        List<ByteString> known = new ArrayList<>();
        model.scripts(script -> known.add(script.scriptPubKey()));
        int cursor = model.head().cursor().map(BlockRow::height).orElse(100);
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> new NewScript(
                        !known.isEmpty() && random.nextInt(3) == 0
                                ? known.get(random.nextInt(known.size()))
                                : steps.script(),
                        Math.max(0, cursor - 4 + random.nextInt(7)),
                        "loan " + random.nextInt()))
                .toList();
    }

    private static void assertSame(MemoryStore model, EscrowStore store, Random random, String when) {
        assertEquals(model.head(), store.head(), when);
        assertEquals(model.blocks(), store.blocks(), when);
        assertEquals(model.deposits(), store.deposits(), when);
        assertEquals(model.backfill(), store.backfill(), when);
        List<WatchedScript> expected = new ArrayList<>();
        List<WatchedScript> actual = new ArrayList<>();
        model.scripts(expected::add);
        store.scripts(actual::add);
        assertEquals(expected, actual, when);
        List<DepositEvent> all = model.events(0, Integer.MAX_VALUE);
        if (!all.isEmpty()) {
            long after = all.get(0).sequence() - 1 + random.nextInt(all.size());
            assertEquals(model.events(after, 7), store.events(after, 7), when);
        }
    }
}
