package org.escrowkit.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/**
 * What all fuzz targets have in common. A target is a method over bytes that asserts. Jazzer looks for inputs that
 * break it ({@code ./fuzz} at the root of the project); {@link #mutate} tries a few thousand in every build, the same
 * each time.
 */
@NullMarked
public final class Fuzzing {
    private static final long SEED = 20_261_122;
    private static final int MUTATIONS = 3_000;
    private static final int MOST_EDITS = 4;

    /** What any parser may allocate: a constant, and a multiple of its input. */
    private static final long ALLOWANCE = 8L << 20;

    private static final long ALLOWANCE_FOR_A_BYTE = 1_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzzing() {}

    /** What a parser makes of its input; empty where it refuses with the one type of exception that it promises. */
    public static <T> Optional<T> accepted(Supplier<T> parser, Class<? extends RuntimeException> refusal) {
        try {
            return Optional.of(parser.get());
        } catch (RuntimeException thrown) {
            if (refusal.isInstance(thrown)) {
                return Optional.empty();
            }
            throw thrown;
        }
    }

    /** Runs a target; fails when it allocates out of proportion to its input, and not only to load classes. */
    public static void bounded(byte[] input, Consumer<byte[]> target) {
        long most = ALLOWANCE + ALLOWANCE_FOR_A_BYTE * input.length;
        if (allocated(input, target) > most) {
            long again = allocated(input, target);
            assertTrue(again <= most, () -> again + " bytes allocated for " + input.length);
        }
    }

    private static long allocated(byte[] input, Consumer<byte[]> target) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.accept(input.clone());
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Runs a target on its seeds and on mutations of them: bytes changed, cut out, put in and repeated. */
    public static void mutate(List<byte[]> seeds, Consumer<byte[]> target) {
        seeds.forEach(seed -> attempt(seed, target, "seed"));
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0; edits--) {
                input = edited(input, random);
            }
            attempt(input, target, "random seed " + SEED + ", mutation " + i);
        }
    }

    /** Writes the seeds of a target into files, from which Jazzer starts: class name, folder. */
    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        Method seeds = Class.forName(args[0]).getDeclaredMethod("seeds");
        seeds.setAccessible(true);
        int number = 0;
        for (Object seed : (List<?>) seeds.invoke(null)) {
            Files.write(Path.of(args[1], "seed-" + number++), (byte[]) seed);
        }
    }

    private static void attempt(byte[] input, Consumer<byte[]> target, String which) {
        try {
            bounded(input, target);
        } catch (RuntimeException | Error broken) {
            throw new AssertionError(which + ": " + Arrays.toString(input), broken);
        }
    }

    private static byte[] edited(byte[] input, Random random) {
        int at = random.nextInt(input.length + 1);
        int length = Math.min(1 + random.nextInt(8), input.length - at);
        byte[] same = Arrays.copyOfRange(input, at, at + length);
        byte[] other = new byte[length];
        random.nextBytes(other);
        return switch (random.nextInt(5)) {
            case 0 -> spliced(input, at, length, other);
            case 1 -> spliced(input, at, length, new byte[0]);
            case 2 -> spliced(input, at, 0, other);
            case 3 -> spliced(input, at, 0, same);
            default -> spliced(input, at, Math.min(1, length), new byte[] {(byte) extreme(random)});
        };
    }

    private static byte[] spliced(byte[] input, int at, int removed, byte[] inserted) {
        byte[] out = new byte[input.length - removed + inserted.length];
        System.arraycopy(input, 0, out, 0, at);
        System.arraycopy(inserted, 0, out, at, inserted.length);
        System.arraycopy(input, at + removed, out, at + inserted.length, input.length - at - removed);
        return out;
    }

    private static int extreme(Random random) {
        int[] extremes = {0x00, 0x01, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff};
        return extremes[random.nextInt(extremes.length)];
    }
}
