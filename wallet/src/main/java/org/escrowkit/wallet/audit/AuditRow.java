package org.escrowkit.wallet.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.TaggedHash;

/**
 * One row of an {@link AuditLog}, or of a loan's journal.
 *
 * @param number from 1 on, without a gap
 * @param at when, by the clock of who wrote it
 * @param kind what it is, a word of whoever writes the log
 * @param body what was written
 * @param hash over this row and all before it, 32 bytes
 */
public record AuditRow(long number, Instant at, String kind, ByteString body, ByteString hash) {
    static final byte[] MAGIC = "escrowkit-audit\u0001".getBytes(StandardCharsets.ISO_8859_1);
    static final int HASH = 32;
    static final int FIXED = 8 + 4 + 2;

    /** What a row may have without its size and its hash. */
    static final int MOST = 16_000_000;

    /** The row that stands on this head. */
    public static AuditRow after(AuditHead head, Instant at, String kind, ByteString body) {
        return new AuditRow(head.number() + 1, at, kind, body, hash(head.hash(), content(at, kind, body)));
    }

    /** Whether it stands on this head as it was written. */
    public boolean isAfter(AuditHead head) {
        return equals(after(head, at, kind, body));
    }

    /** As the head of what ends with it. */
    public AuditHead head() {
        return new AuditHead(number, hash);
    }

    /** What is hashed, in the form that {@link AuditLog} describes. */
    static byte[] content(Instant at, String kind, ByteString body) {
        byte[] name = kind.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(FIXED + name.length + body.size());
        content.putLong(at.getEpochSecond()).putInt(at.getNano()).putShort((short) name.length);
        return content.put(name).put(body.toByteArray()).array();
    }

    static ByteString hash(ByteString before, byte[] content) {
        return ByteString.of(TaggedHash.of("escrowkit/audit", before.toByteArray(), content));
    }

    /** How many bytes it takes in the file of a log. */
    public long size() {
        return Integer.BYTES + FIXED + kind.getBytes(StandardCharsets.UTF_8).length + body.size() + (long) HASH;
    }
}
