package org.escrowkit.wallet.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.000000001Z");
    private static final int MAGIC = 16;

    @TempDir
    Path directory;

    private final List<AuditRow> read = new ArrayList<>();

    private Path file() {
        return directory.resolve("party.audit");
    }

    private AuditLog open() {
        return open(Optional.empty());
    }

    private AuditLog open(Optional<AuditHead> known) {
        read.clear();
        return AuditLog.open(file(), known, read::add);
    }

    private static ByteString body(int number) {
        return ByteString.of(new byte[number]).plus(number);
    }

    /** So many rows, each of another size. */
    private List<AuditRow> written(int rows) {
        List<AuditRow> all = new ArrayList<>();
        try (AuditLog log = open()) {
            for (int i = 0; i < rows; i++) {
                all.add(log.append(NOW.plusSeconds(i), "kind " + i, body(i)));
            }
            assertEquals(all.get(rows - 1).hash(), log.head().hash());
        }
        return all;
    }

    private static AuditException refused(AuditFault fault, Executable action) {
        AuditException refused = assertThrows(AuditException.class, action);
        assertEquals(fault, refused.fault(), refused::getMessage);
        return refused;
    }

    @Test
    void whatWasWrittenIsReadBackInOrder() throws IOException {
        List<AuditRow> rows = written(5);
        try (AuditLog again = open()) {
            assertEquals(rows, read);
            assertEquals(new AuditHead(5, rows.get(4).hash()), again.head());
            rows.add(again.append(NOW, "more", ByteString.EMPTY));
        }
        open().close();
        assertEquals(rows, read);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    /** S21: whichever byte is changed, the row is named, or it is a tail that was never acknowledged in this form. */
    @Test
    void noChangedByteGoesUnnoticed() throws IOException {
        List<AuditRow> rows = written(4);
        AuditHead head = new AuditHead(4, rows.get(3).hash());
        byte[] honest = Files.readAllBytes(file());
        for (int i = 0; i < honest.length; i++) {
            for (int bit : new int[] {1, 0x80}) {
                byte[] changed = honest.clone();
                changed[i] ^= (byte) bit;
                Files.write(file(), changed);
                int place = i;
                AuditException refused = assertThrows(
                        AuditException.class, () -> open(Optional.of(head)).close(), () -> "byte " + place);
                assertTrue(refused.row() <= 4 || refused.fault() == AuditFault.ROLLED_BACK, refused::getMessage);
                // Nothing of the row that was changed, nor after it, was believed.
                assertTrue(read.size() < 4, () -> "byte " + place + ": " + read);
                assertEquals(rows.subList(0, read.size()), read);
            }
        }
    }

    @Test
    void aRowThatIsDroppedInsertedOrMovedIsNoticed() throws IOException {
        written(3);
        byte[] honest = Files.readAllBytes(file());
        // Rows of 14 + 6 bytes and their bodies of 1, 2 and 3, each with its size and its hash.
        int first = 4 + 20 + 1 + 32;
        int second = first + 1;
        byte[] one = Arrays.copyOfRange(honest, MAGIC, MAGIC + first);
        byte[] two = Arrays.copyOfRange(honest, MAGIC + first, MAGIC + first + second);
        byte[] three = Arrays.copyOfRange(honest, MAGIC + first + second, honest.length);
        byte[] magic = Arrays.copyOf(honest, MAGIC);
        for (byte[][] forged : new byte[][][] {
            {magic, two, three}, {magic, one, three}, {magic, one, one, two, three}, {magic, two, one, three}
        }) {
            Files.write(file(), Bytes.concat(forged));
            refused(AuditFault.CHANGED, () -> open().close());
        }
        Files.write(file(), Bytes.concat(magic, one, two, three));
        open().close();
        assertEquals(3, read.size());
    }

    /** A crash in the middle of a row: it was never acknowledged, and the rows before it are all there. */
    @Test
    void aTornTailIsCutOff() throws IOException {
        List<AuditRow> rows = written(3);
        byte[] honest = Files.readAllBytes(file());
        int last = 4 + 20 + 3 + 32;
        for (int torn = 1; torn < last; torn++) {
            Files.write(file(), Arrays.copyOf(honest, honest.length - torn));
            try (AuditLog again = open()) {
                assertEquals(rows.subList(0, 2), read);
                assertEquals(rows.get(2), again.append(NOW.plusSeconds(2), "kind 2", body(2)));
            }
            assertEquals(ByteString.of(honest), ByteString.of(Files.readAllBytes(file())));
        }
    }

    @Test
    void aTornBeginningIsBegunAgain() throws IOException {
        written(1);
        byte[] honest = Files.readAllBytes(file());
        for (int size = 0; size < MAGIC; size++) {
            Files.write(file(), Arrays.copyOf(honest, size));
            open().close();
            assertEquals(MAGIC, Files.size(file()));
        }
        Files.write(file(), new byte[MAGIC]);
        refused(AuditFault.MALFORMED, () -> open().close());
    }

    /** S21: an old copy in its place is noticed by whoever kept the head. */
    @Test
    void anOldCopyIsNoticed() throws IOException {
        List<AuditRow> rows = written(2);
        byte[] old = Files.readAllBytes(file());
        AuditHead head;
        try (AuditLog log = open()) {
            log.append(NOW, "third", ByteString.EMPTY);
            head = log.head();
        }
        Files.write(file(), old);
        assertEquals(
                3,
                refused(AuditFault.ROLLED_BACK, () -> open(Optional.of(head)).close())
                        .row());
        open(Optional.of(new AuditHead(2, rows.get(1).hash()))).close();
        refused(
                AuditFault.CHANGED,
                () -> open(Optional.of(new AuditHead(2, rows.get(0).hash()))).close());
    }

    @Test
    void oneAtATimeHasItOpen() {
        try (AuditLog log = open()) {
            assertEquals(0, log.head().number());
            refused(AuditFault.IN_USE, () -> AuditLog.open(file(), Optional.empty(), row -> {}));
        }
        open().close();
    }

    @Test
    void whatCannotBeWrittenIsNamedAndNothingMoreIsWritten() {
        AuditLog log = open();
        log.close();
        refused(AuditFault.UNUSABLE, () -> log.append(NOW, "late", ByteString.EMPTY));
        refused(AuditFault.UNUSABLE, () -> log.append(NOW, "later", ByteString.EMPTY));
        Path nowhere = directory.resolve("no such directory").resolve("party.audit");
        refused(AuditFault.UNUSABLE, () -> AuditLog.open(nowhere, Optional.empty(), row -> {}));
    }
}
