package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    private Path file;
    private AuditHead first = new AuditHead(0, ByteString.EMPTY);
    private AuditHead last = first;

    @BeforeEach
    void writeLog() {
        file = directory.resolve("lender.audit");
        try (AuditLog log = AuditLog.open(file, Optional.empty(), row -> {})) {
            log.append(THEN, "refusal", ByteString.of((byte) 7));
            first = log.head();
            log.append(THEN.plusSeconds(1), "note", ByteString.of((byte) 1, (byte) 2));
            log.append(THEN.plusSeconds(2), "history", ByteString.of((byte) 9));
            last = log.head();
        }
    }

    @Test
    void aLogThatIsAsItWasWrittenIsToldRowByRow() {
        assertEquals("""
                     1  2026-01-01T00:00:00Z  refusal   1 bytes that this version does not read
                     2  2026-01-01T00:00:01Z  note      2 bytes that this version does not read
                     3  2026-01-01T00:00:02Z  history   1 bytes that this version does not read
                3 rows, none changed. Head, to be kept elsewhere: %s""".formatted(HeadText.of(last)).strip(), console.done("audit", "verify", file));
        JsonValue json = console.json("audit", "verify", file, "--head", HeadText.of(first));
        assertTrue(json.get("intact").asBoolean());
        assertEquals(3, json.get("rows").elements().size());
        assertEquals("0102", json.get("rows").elements().get(1).get("body").asString());
    }

    @Test
    void aChangedRowIsLocated() throws IOException {
        byte[] content = Files.readAllBytes(file);
        byte[] whole = content.clone();
        // The body of the second row, by its kind.
        int kind = new String(content, StandardCharsets.ISO_8859_1).indexOf("note");
        content[kind + 4] ^= 1;
        Files.write(file, content);
        assertEquals(
                "escrow: " + file + ", row 2: changed; all rows before it are as they were written\n"
                        + "Sign nothing with this log: find out who wrote to it, and restore a copy.",
                console.failed(Exit.REFUSED, "audit", "verify", file));
        assertFalse(Arrays.equals(whole, Files.readAllBytes(file)));
    }

    @Test
    void anOlderCopyIsNoticedByTheKnownHead() throws IOException {
        byte[] content = Files.readAllBytes(file);
        int third = new String(content, StandardCharsets.ISO_8859_1).indexOf("history") - 18;
        Files.write(file, Arrays.copyOf(content, third));
        assertTrue(console.done("audit", "verify", file).contains("2 rows, none changed"));
        assertTrue(console.failed(Exit.REFUSED, "audit", "verify", file, "--head", HeadText.of(last))
                .contains("row 3: missing, though it is known to have been there"));
        assertTrue(console.failed(Exit.REFUSED, "audit", "verify", file, "--head", "1:" + "0".repeat(64))
                .contains("row 1: changed"));
    }

    @Test
    void whatACrashLeftIsToldAndLeftAsItIs() throws IOException {
        byte[] content = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(content, content.length - 1);
        Files.write(file, cut);
        assertTrue(console.done("audit", "verify", file).contains("of one that was never finished"));
        assertArrayEquals(cut, Files.readAllBytes(file));
    }

    @Test
    void whatIsNoLogIsRefusedAndNoneIsBegun() throws IOException {
        Path none = directory.resolve("none");
        assertTrue(console.failed(Exit.REFUSED, "audit", "verify", none).contains("no audit log"));
        assertFalse(Files.exists(none));
        Files.writeString(none, "something else entirely");
        assertTrue(console.failed(Exit.REFUSED, "audit", "verify", none).contains("no audit log of version 1"));
        console.failed(Exit.USAGE, "audit", "verify", file, "--head", "nonsense");
    }
}
