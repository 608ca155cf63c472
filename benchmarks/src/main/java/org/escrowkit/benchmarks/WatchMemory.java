package org.escrowkit.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.escrowkit.core.ledger.OutpointIndex;
import org.escrowkit.core.ledger.ScriptIndex;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.MarginBook;
import org.joda.money.CurrencyUnit;

/** What a watched script, outpoint and loan cost on the heap: what is left of it after a collection. */
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
        List<Integer> keys = IntStream.range(0, MOST + MOST / 50).boxed().toList();
        print("MarginBook, beside its keys", size -> book(keys.subList(0, size)));
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

    /** Of one loan by many keys: what a book keeps does not grow with the loan. */
    private static Object book(List<Integer> keys) {
        Loan loan = ManyLoans.running(1, 0)[0];
        MarginBook<Integer> book = new MarginBook<>(CurrencyUnit.USD);
        keys.forEach(key -> book.put(key, loan));
        return book;
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
