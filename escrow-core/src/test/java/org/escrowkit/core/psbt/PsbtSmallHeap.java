package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.Role;

/**
 * Reads and writes PSBTs in a heap that is too small for a parser that wastes any: those that fuzzing begins with,
 * mutants, and the largest that there are. An OutOfMemoryError ends it.
 */
final class PsbtSmallHeap {
    private static final int MUTANTS = 100_000;
    private static final long SEED = 64;

    private int read;
    private int refused;

    private PsbtSmallHeap() {}

    public static void main(String[] args) {
        PsbtSmallHeap heap = new PsbtSmallHeap();
        PsbtFuzzTest.seeds().forEach(heap::take);
        heap.report("seeds");
        for (PsbtVersion version : PsbtVersion.values()) {
            List<byte[]> donors = List.of(signed(32, 1, version), signed(33, 2, version));
            PsbtMutator.mutants(signed(31, 1, version), donors, SEED, MUTANTS / 2)
                    .forEach(heap::take);
        }
        heap.report("mutants");
        PsbtDensest.all().forEach((name, psbt) -> {
            byte[] bytes = psbt.get();
            heap.take(bytes);
            heap.report(bytes.length + " bytes, " + name);
        });
    }

    private static byte[] signed(long seed, int inputs, PsbtVersion version) {
        TestPsbts spend = TestPsbts.seeded(seed, inputs);
        return spend.signedBy(Role.BORROWER)
                .combine(spend.signedBy(Role.LENDER))
                .toVersion(version)
                .serialize();
    }

    private void take(byte[] bytes) {
        Optional<Psbt> psbt = Fuzzing.accepted(() -> Psbt.parse(bytes), MalformedException.class);
        psbt.ifPresent(Psbt::serialize);
        if (psbt.isPresent()) {
            read++;
        } else {
            refused++;
        }
    }

    private void report(String what) {
        System.out.println(read + " read, " + refused + " refused: " + what);
        read = 0;
        refused = 0;
    }
}
