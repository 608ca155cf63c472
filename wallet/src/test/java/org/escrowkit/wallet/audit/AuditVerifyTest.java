package org.escrowkit.wallet.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Reading a log without being its writer: where it was tampered with, and what is left alone. */
class AuditVerifyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MAGIC = 16;
    private static final int ROWS = 6;
    private static final int ROW = 4 + 14 + 4 + 40 + 32;

    @TempDir
    Path directory;

    private final List<AuditRow> read = new ArrayList<>();

    private Path file() {
        return directory.resolve("party.audit");
    }

    private AuditHead written() {
        try (AuditLog log = AuditLog.open(file(), Optional.empty(), row -> {})) {
            for (int i = 0; i < ROWS; i++) {
                log.append(NOW, "kind", ByteString.of(new byte[39]).plus(i));
            }
            return log.head();
        }
    }

    private AuditHead verify() {
        read.clear();
        return AuditLog.verify(file(), Optional.empty(), read::add);
    }

    private static AuditException refused(AuditFault fault, Executable action) {
        AuditException refused = assertThrows(AuditException.class, action);
        assertEquals(fault, refused.fault(), refused::getMessage);
        return refused;
    }

    @Test
    void theFirstRowThatWasTamperedWithIsLocatedWhicheverByteItIs() throws IOException {
        AuditHead head = written();
        assertEquals(head, verify());
        byte[] honest = Files.readAllBytes(file());
        assertEquals(MAGIC + ROWS * ROW, honest.length);
        for (int i = MAGIC; i < honest.length; i++) {
            byte[] changed = honest.clone();
            changed[i] ^= 1;
            Files.write(file(), changed);
            int row = (i - MAGIC) / ROW + 1;
            int place = i;
            boolean lastSize = row == ROWS && (i - MAGIC) % ROW < 4;
            if (lastSize) {
                // What it says it has is not there: as a death leaves a row, and only the head tells them apart.
                AuditException refused = assertThrows(
                        AuditException.class,
                        () -> AuditLog.verify(file(), Optional.of(head), seen -> {}),
                        "byte " + i);
                assertEquals(ROWS, refused.row());
                continue;
            }
            AuditException refused = assertThrows(AuditException.class, this::verify, () -> "byte " + place);
            assertEquals(row, refused.row(), () -> "byte " + place);
            assertEquals(row - 1, read.size());
        }
    }

    /** The size of a row grows beyond the file: what is behind it is not taken for the rest of a torn one, and cut. */
    @Test
    void aRowThatReachesBeyondTheEndIsNoTornOneWhereAnotherIsBehindIt() throws IOException {
        written();
        byte[] honest = Files.readAllBytes(file());
        for (int row = 0; row < ROWS - 1; row++) {
            byte[] changed = honest.clone();
            ByteBuffer.wrap(changed).putInt(MAGIC + row * ROW, 10_000);
            Files.write(file(), changed);
            int number = row + 1;
            assertEquals(number, refused(AuditFault.CHANGED, this::verify).row());
            refused(
                    AuditFault.CHANGED,
                    () -> AuditLog.open(file(), Optional.empty(), seen -> {}).close());
            assertTrue(Arrays.equals(changed, Files.readAllBytes(file())), "nothing was cut off");
        }
    }

    @Test
    void aTornTailIsPassedOverAndLeftThere() throws IOException {
        written();
        byte[] torn = Arrays.copyOf(Files.readAllBytes(file()), MAGIC + ROWS * ROW - 5);
        Files.write(file(), torn);
        assertEquals(ROWS - 1, verify().number());
        assertEquals(torn.length, Files.size(file()));
    }

    @Test
    void anOpenLogIsAskedItself() throws IOException {
        written();
        try (AuditLog log = AuditLog.open(file(), Optional.empty(), row -> {})) {
            refused(AuditFault.IN_USE, this::verify);
            log.append(NOW, "kind", ByteString.EMPTY);
            read.clear();
            assertEquals(log.head(), log.verify(read::add));
            assertEquals(ROWS + 1, read.size());
            byte[] changed = Files.readAllBytes(file());
            changed[MAGIC + 2 * ROW + 20] ^= 1;
            Files.write(file(), changed);
            assertEquals(
                    3, refused(AuditFault.CHANGED, () -> log.verify(row -> {})).row());
        }
    }

    @Test
    void whatIsNoLogIsNamed() throws IOException {
        Files.write(file(), new byte[20]);
        refused(AuditFault.MALFORMED, this::verify);
        Files.write(file(), new byte[3]);
        refused(AuditFault.MALFORMED, this::verify);
        Files.delete(file());
        refused(AuditFault.UNUSABLE, this::verify);
    }

    @Test
    void aRowThatNoLogCouldReadAgainIsNotWritten() {
        try (AuditLog log = AuditLog.open(file(), Optional.empty(), row -> {})) {
            ByteString tooLong = ByteString.of(new byte[16_000_000]);
            assertThrows(IllegalArgumentException.class, () -> log.append(NOW, "kind", tooLong));
            log.append(NOW, "kind", ByteString.EMPTY);
            assertEquals(1, log.head().number());
        }
        assertEquals(1, verify().number());
    }
}
