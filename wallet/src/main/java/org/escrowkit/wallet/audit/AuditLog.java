package org.escrowkit.wallet.audit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.TaggedHash;
import org.escrowkit.wallet.file.DurableFile;

/**
 * Rows in a file, each under a hash over itself and all before it, so that nobody changes, drops or inserts one
 * unnoticed. A row that {@link #append} returned from is on the disk. What a crash left of one that it did not return
 * from is cut off when the log is opened again. One process at a time has a log open. Safe for use by several threads.
 *
 * <p>The form: {@code escrowkit-audit} in ASCII and the version 1 (1 byte); then for each row, integers with the
 * highest byte first, the size of what follows without the hash (4 bytes), seconds (8) and nanoseconds (4) of its time,
 * the size of its kind (2), the kind in UTF-8, the body, and the hash (32): BIP340's tagged hash with the tag
 * {@code escrowkit/audit} over the hash before (32 zeros at first) and all of the row before its own.
 */
public final class AuditLog implements AutoCloseable {
    private static final byte[] MAGIC = "escrowkit-audit\u0001".getBytes(StandardCharsets.ISO_8859_1);
    private static final int HASH = 32;
    private static final int FIXED = 8 + 4 + 2;
    private static final int MOST_ROW = 16_000_000;

    private final Path file;
    private final FileChannel channel;
    private AuditHead head = new AuditHead(0, ByteString.of(new byte[HASH]));
    private boolean broken;

    private AuditLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a log, or begins one, and reads it through.
     *
     * @param known its head as it was known before; empty where nobody knows one
     * @param reader gets each row, in order
     * @throws AuditException if it is in use, cannot be used, was changed, or lacks what is known
     */
    public static AuditLog open(Path file, Optional<AuditHead> known, Consumer<AuditRow> reader) {
        try {
            boolean fresh = !Files.exists(file);
            if (fresh && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            AuditLog log = new AuditLog(file, channel);
            try {
                log.lock();
                log.begin();
                log.readThrough(known, reader);
            } catch (IOException | RuntimeException refused) {
                channel.close();
                throw refused;
            }
            return log;
        } catch (IOException unusable) {
            throw new AuditException(AuditFault.UNUSABLE, file, 0, String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private void lock() throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            throw new AuditException(AuditFault.IN_USE, file, 0, "by this process", inThisProcess);
        }
        if (lock == null) {
            throw new AuditException(AuditFault.IN_USE, file, 0, "by another process", null);
        }
    }

    /** A crash may have left a part of the first bytes, and no row behind them. */
    private void begin() throws IOException {
        ByteBuffer found = ByteBuffer.allocate(MAGIC.length);
        while (found.hasRemaining() && channel.read(found, found.position()) > 0) {}
        ByteBuffer begun = ByteBuffer.wrap(MAGIC, 0, found.position());
        if (!found.flip().equals(begun)) {
            throw new AuditException(AuditFault.MALFORMED, file, 0, "no audit log of version 1", null);
        }
        if (found.remaining() < MAGIC.length) {
            write(ByteBuffer.wrap(MAGIC), 0);
            channel.force(/* metaData= */ true);
            DurableFile.syncDirectory(file);
        }
    }

    private void readThrough(Optional<AuditHead> known, Consumer<AuditRow> reader) throws IOException {
        long end = MAGIC.length;
        channel.position(end);
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        boolean seen = known.filter(before -> before.number() > 0).isEmpty();
        for (Optional<AuditRow> next = read(in); next.isPresent(); next = read(in)) {
            AuditRow row = next.get();
            head = new AuditHead(row.number(), row.hash());
            if (known.filter(before -> before.number() == row.number()).isPresent()) {
                require(known.get().equals(head), AuditFault.CHANGED, row.number(), "another row than is known");
                seen = true;
            }
            end += 4L + size(row) + HASH;
            reader.accept(row);
        }
        require(seen, AuditFault.ROLLED_BACK, head.number() + 1, "it ends before the row that is known");
        channel.truncate(end);
        channel.position(end);
    }

    /** The next row; empty where the file ends, be it in the middle of a row. */
    private Optional<AuditRow> read(DataInputStream in) throws IOException {
        long number = head.number() + 1;
        try {
            int size = in.readInt();
            require(size >= FIXED && size <= MOST_ROW, AuditFault.CHANGED, number, "a row of " + size + " bytes");
            byte[] content = in.readNBytes(size);
            byte[] hash = in.readNBytes(HASH);
            if (content.length < size || hash.length < HASH) {
                return Optional.empty();
            }
            require(hash(content).equals(ByteString.of(hash)), AuditFault.CHANGED, number, "its hash is another");
            return Optional.of(row(number, ByteBuffer.wrap(content), ByteString.of(hash)));
        } catch (EOFException end) {
            return Optional.empty();
        }
    }

    private AuditRow row(long number, ByteBuffer content, ByteString hash) {
        Instant at = Instant.ofEpochSecond(content.getLong(), content.getInt());
        byte[] kind = new byte[content.getShort() & 0xffff];
        require(kind.length <= content.remaining(), AuditFault.CHANGED, number, "a kind beyond its row");
        content.get(kind);
        byte[] body = new byte[content.remaining()];
        content.get(body);
        return new AuditRow(number, at, new String(kind, StandardCharsets.UTF_8), ByteString.of(body), hash);
    }

    private void require(boolean holds, AuditFault fault, long row, String what) {
        if (!holds) {
            throw new AuditException(fault, file, row, what, null);
        }
    }

    private static int size(AuditRow row) {
        return FIXED
                + row.kind().getBytes(StandardCharsets.UTF_8).length
                + row.body().size();
    }

    private ByteString hash(byte[] content) {
        return ByteString.of(TaggedHash.of("escrowkit/audit", head.hash().toByteArray(), content));
    }

    /**
     * Writes a row, and returns when it is on the disk.
     *
     * @throws AuditException if it cannot be written; nothing more is, then, until the log is opened anew
     */
    public synchronized AuditRow append(Instant at, String kind, ByteString body) {
        require(!broken, AuditFault.UNUSABLE, head.number() + 1, "a row before it was not written");
        byte[] name = kind.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(FIXED + name.length + body.size());
        content.putLong(at.getEpochSecond()).putInt(at.getNano()).putShort((short) name.length);
        content.put(name).put(body.toByteArray());
        ByteString hash = hash(content.array());
        ByteBuffer row = ByteBuffer.allocate(4 + content.capacity() + HASH);
        row.putInt(content.capacity())
                .put(content.array())
                .put(hash.toByteArray())
                .flip();
        try {
            // Until it is known to be there, it may be there in part: the next opening tells.
            broken = true;
            write(row, channel.position());
            channel.position(channel.position() + row.capacity());
            channel.force(/* metaData= */ false);
            broken = false;
        } catch (IOException failed) {
            throw new AuditException(
                    AuditFault.UNUSABLE, file, head.number() + 1, String.valueOf(failed.getMessage()), failed);
        }
        head = new AuditHead(head.number() + 1, hash);
        return new AuditRow(head.number(), at, kind, body, hash);
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** To be kept where the log is not. */
    public synchronized AuditHead head() {
        return head;
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new AuditException(
                    AuditFault.UNUSABLE, file, head.number(), String.valueOf(failed.getMessage()), failed);
        }
    }
}
