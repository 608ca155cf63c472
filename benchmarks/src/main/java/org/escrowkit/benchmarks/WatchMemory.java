package org.escrowkit.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.escrowkit.core.ledger.OutpointIndex;
import org.escrowkit.core.ledger.ScriptIndex;

/** What a watched script and a watched outpoint cost on the heap: what is left of it after a collection. */
final class WatchMemory {
    private static final int LEAST = 1_000_000;
    private static final int MOST = 2_000_000;
    private static final long SEED = 3;

    private WatchMemory() {}

    /** At sizes in small steps over a doubling, since arrays that grow are emptiest right behind a growth. */
    static void print() {
        System.out.printf(Locale.ROOT, "%-28s %14s %10s %10s%n", "bytes for each", "at 1,000,000", "least", "most");
        print("ScriptIndex", WatchMemory::scripts);
        print("OutpointIndex", WatchMemory::outpoints);
        print("HashMap<ByteBuffer, Integer>", WatchMemory::map);
    }

    private static void print(String name, IntFunction<Object> watching) {
        double first = 0;
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int size = LEAST; size <= MOST; size += size / 50) {
            double each = (double) retained(watching, size) / size;
            first = first == 0 ? each : first;
            least = Math.min(least, each);
            most = Math.max(most, each);
        }
        System.out.printf(Locale.ROOT, "%-28s %14.1f %10.1f %10.1f%n", name, first, least, most);
    }

    private static long retained(IntFunction<Object> watching, int size) {
        long before = used();
        Object index = watching.apply(size);
        long after = used();
        if (index.hashCode() == 0) {
            System.out.println("Kept alive until here.");
        }
        return after - before;
    }

    private static long used() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static Object scripts(int size) {
        Random random = new Random(SEED);
        ScriptIndex index = new ScriptIndex(SEED);
        for (int i = 0; i < size; i++) {
            index.add(ScanBlocks.p2wsh(random));
        }
        return index;
    }

    private static Object outpoints(int size) {
        Random random = new Random(SEED);
        OutpointIndex index = new OutpointIndex(SEED);
        for (int i = 0; i < size; i++) {
            index.add(ScanBlocks.outpoint(random));
        }
        return index;
    }

    private static Object map(int size) {
        Random random = new Random(SEED);
        Map<ByteBuffer, Integer> map = new HashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(ByteBuffer.wrap(ScanBlocks.p2wsh(random).toByteArray()), i);
        }
        return map;
    }
}
