package org.escrowkit.wallet.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;

/** Reads a log from its first byte on, and stops at the first row that is not as it was written. */
final class AuditReader {
    private final Path file;
    private final FileChannel channel;
    private final Optional<AuditHead> known;
    private final Consumer<AuditRow> reader;
    private AuditHead head = AuditHead.NONE;
    private long end = AuditRow.MAGIC.length;

    AuditReader(Path file, FileChannel channel, Optional<AuditHead> known, Consumer<AuditRow> reader) {
        this.file = file;
        this.channel = channel;
        this.known = known;
        this.reader = reader;
    }

    /** Where the rows end that are whole. */
    long end() {
        return end;
    }

    AuditHead head() {
        return head;
    }

    void requireMagic() throws IOException {
        boolean ours = bytes(0, AuditRow.MAGIC.length).equals(ByteBuffer.wrap(AuditRow.MAGIC));
        require(ours, AuditFault.MALFORMED, 0, "no audit log of version 1");
    }

    /** @throws AuditException at the first row that is wrong */
    void readThrough() throws IOException {
        boolean seen = known.filter(before -> before.number() > 0).isEmpty();
        for (Optional<AuditRow> next = next(); next.isPresent(); next = next()) {
            AuditRow row = next.get();
            head = row.head();
            if (known.filter(before -> before.number() == row.number()).isPresent()) {
                require(known.get().equals(head), AuditFault.CHANGED, row.number(), "another row than is known");
                seen = true;
            }
            end += row.size();
            reader.accept(row);
        }
        require(seen, AuditFault.ROLLED_BACK, head.number() + 1, "it ends before the row that is known");
    }

    /** The next row; empty where the file ends, be it in the middle of a row. */
    private Optional<AuditRow> next() throws IOException {
        long number = head.number() + 1;
        long left = channel.size() - end;
        if (left < Integer.BYTES) {
            return Optional.empty();
        }
        int size = bytes(end, Integer.BYTES).getInt();
        require(
                size >= AuditRow.FIXED && size <= AuditRow.MOST,
                AuditFault.CHANGED,
                number,
                "a row of " + size + " bytes");
        if (left < Integer.BYTES + size + AuditRow.HASH) {
            require(
                    !hasRowBehind(left),
                    AuditFault.CHANGED,
                    number,
                    "it ends within a row, and behind that is another");
            return Optional.empty();
        }
        byte[] content = bytes(end + Integer.BYTES, size).array();
        ByteString hash =
                ByteString.of(bytes(end + Integer.BYTES + size, AuditRow.HASH).array());
        require(AuditRow.hash(head.hash(), content).equals(hash), AuditFault.CHANGED, number, "its hash is another");
        return Optional.of(row(number, ByteBuffer.wrap(content), hash));
    }

    /**
     * Whether a whole row begins somewhere in what looks like the torn beginning of the last one: then its size was
     * changed, and what is behind it must not be cut off. A row shows that it is one by the hash before it and its own.
     */
    private boolean hasRowBehind(long left) throws IOException {
        byte[] tail = bytes(end, Math.toIntExact(left)).array();
        for (int at = AuditRow.HASH; at + Integer.BYTES + AuditRow.FIXED + AuditRow.HASH <= tail.length; at++) {
            ByteBuffer row = ByteBuffer.wrap(tail, at, tail.length - at);
            int size = row.getInt();
            if (size >= AuditRow.FIXED && size <= row.remaining() - AuditRow.HASH) {
                byte[] content = new byte[size];
                byte[] hash = new byte[AuditRow.HASH];
                row.get(content).get(hash);
                ByteString before = ByteString.of(Arrays.copyOfRange(tail, at - AuditRow.HASH, at));
                if (AuditRow.hash(before, content).equals(ByteString.of(hash))) {
                    return true;
                }
            }
        }
        return false;
    }

    private AuditRow row(long number, ByteBuffer content, ByteString hash) {
        long seconds = content.getLong();
        int nanos = content.getInt();
        byte[] kind = new byte[content.getShort() & 0xffff];
        require(kind.length <= content.remaining(), AuditFault.CHANGED, number, "a kind beyond its row");
        content.get(kind);
        byte[] body = new byte[content.remaining()];
        content.get(body);
        try {
            Instant at = Instant.ofEpochSecond(seconds, nanos);
            return new AuditRow(number, at, new String(kind, StandardCharsets.UTF_8), ByteString.of(body), hash);
        } catch (DateTimeException noTime) {
            throw new AuditException(AuditFault.CHANGED, file, number, "no time", noTime);
        }
    }

    private ByteBuffer bytes(long position, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {}
        return bytes.flip();
    }

    private void require(boolean holds, AuditFault fault, long row, String what) {
        if (!holds) {
            throw new AuditException(fault, file, row, what, null);
        }
    }
}
