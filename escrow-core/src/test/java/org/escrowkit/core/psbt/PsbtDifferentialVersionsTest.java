package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;
import org.junit.jupiter.api.Test;

/** P7, P8, P12: BIP370 read twice. No library here speaks version 2: {@link PsbtDifferentialVersions} does. */
class PsbtDifferentialVersionsTest {
    private static final long SEED = 2;
    private static final int CASES = 2_000;

    private final PsbtDifferentialCases cases = PsbtDifferentialSpends.cases(SEED, PsbtDifferentialCases.ALL);
    private final Random random = new Random(SEED);

    /** With any sequences and any locktime, which both ways keep. */
    @Test
    void bothReadAndWriteTheSameVersion2() {
        for (int i = 0; i < CASES; i++) {
            PsbtDifferentialBytes fields = cases.next().fields();
            relock(fields.maps.get(0));
            String which = "seed " + SEED + ", case " + i;
            Psbt version0 = Psbt.parse(fields.toBytes());
            Psbt read = Psbt.parse(PsbtDifferentialVersions.toVersion2(fields));
            assertEquals(PsbtVersion.V2, read.version(), which);
            assertEquals(version0.unsignedTransaction(), read.unsignedTransaction(), which);
            assertEquals(version0, read.toVersion(PsbtVersion.V0), which);
            byte[] written = version0.toVersion(PsbtVersion.V2).serialize();
            assertEquals(
                    version0,
                    Psbt.parse(PsbtDifferentialVersions.toVersion0(PsbtDifferentialBytes.of(written))),
                    which);
        }
    }

    /** Other sequences and another locktime than those that were signed. */
    private void relock(List<Field> global) {
        Field unsigned = global.get(0);
        Transaction was = Transaction.parseLegacy(unsigned.value());
        List<TransactionInput> inputs = new ArrayList<>();
        for (TransactionInput input : was.inputs()) {
            inputs.add(TransactionInput.unsigned(input.outpoint(), random.nextInt() & 0xffff_ffffL));
        }
        long lockTime = random.nextBoolean() ? random.nextInt() & 0xffff_ffffL : 0;
        Transaction relocked = new Transaction(1 + random.nextInt(2), inputs, was.outputs(), lockTime);
        global.set(0, new Field(unsigned.key(), ByteString.of(relocked.serializeLegacy())));
    }

    /** A PSBT that is complete in one version is so in the other, with the same transaction. */
    @Test
    void version2CombinesAndFinishesAsVersion0Does() {
        int complete = 0;
        for (int i = 0; i < CASES / 4; i++) {
            var one = cases.next();
            var other = cases.next(one);
            String which = "seed " + SEED + ", pair " + i + ": " + one.stage() + " and " + other.stage();
            Psbt version0 = Psbt.parse(one.fields().toBytes())
                    .combine(Psbt.parse(other.fields().toBytes()));
            Psbt version2 = Psbt.parse(PsbtDifferentialVersions.toVersion2(one.fields()))
                    .combine(Psbt.parse(PsbtDifferentialVersions.toVersion2(other.fields())));
            assertEquals(version0, version2.toVersion(PsbtVersion.V0), which);
            Optional<Sha256Hash> finished = finished(version0);
            assertEquals(finished, finished(version2), which);
            complete += finished.isPresent() ? 1 : 0;
        }
        assertTrue(complete > CASES / 16, complete + " complete");
    }

    private static Optional<Sha256Hash> finished(Psbt psbt) {
        try {
            return psbt.finish() instanceof Completion.Complete complete
                    ? Optional.of(complete.transaction().wtxid())
                    : Optional.empty();
        } catch (PsbtException refused) {
            assertEquals(PsbtFault.FIELD_MISSING, refused.fault());
            return Optional.empty();
        }
    }
}
