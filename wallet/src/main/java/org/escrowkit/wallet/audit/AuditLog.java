package org.escrowkit.wallet.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.file.DurableFile;

/**
 * Rows in a file, each under a hash over itself and all before it, so that nobody changes, drops or inserts one
 * unnoticed; what is cut off at the end is noticed by whoever keeps its head elsewhere. A row that {@link #append}
 * returned from is on the disk. What a crash left of one that it did not return from is cut off when the log is opened
 * again. One process at a time has a log open. Safe for use by several threads.
 *
 * <p>The form: {@code escrowkit-audit} in ASCII and the version 1 (1 byte); then for each row, integers with the
 * highest byte first, the size of what follows without the hash (4 bytes), seconds (8) and nanoseconds (4) of its time,
 * the size of its kind (2), the kind in UTF-8, the body, and the hash (32): BIP340's tagged hash with the tag
 * {@code escrowkit/audit} over the hash before (32 zeros at first) and all of the row before its own.
 */
public final class AuditLog implements AutoCloseable {
    /** How many bytes stand before the first row. */
    public static final int HEADER_BYTES = AuditRow.MAGIC.length;

    /**
     * What this process has open: to open such a file once more and close it again would end the lock, which on POSIX
     * systems is the process's and not the channel's.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path place;
    private final FileChannel channel;
    private AuditHead head = AuditHead.NONE;
    private boolean broken;

    private AuditLog(Path file, Path place, FileChannel channel) {
        this.file = file;
        this.place = place;
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
            create(file);
            Path place = claim(file);
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                return new AuditLog(file, place, channel).opened(known, reader);
            } catch (IOException | RuntimeException refused) {
                OPEN.remove(place);
                throw refused;
            }
        } catch (IOException unusable) {
            throw unusable(file, 0, unusable);
        }
    }

    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private static Path claim(Path file) throws IOException {
        Path place = file.toRealPath();
        if (!OPEN.add(place)) {
            throw new AuditException(AuditFault.IN_USE, file, 0, "by this process", null);
        }
        return place;
    }

    private AuditLog opened(Optional<AuditHead> known, Consumer<AuditRow> reader) throws IOException {
        try {
            lock();
            begin();
            AuditReader reading = new AuditReader(file, channel, known, reader);
            reading.readThrough();
            head = reading.head();
            channel.truncate(reading.end());
            channel.position(reading.end());
            return this;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    private static AuditException unusable(Path file, long row, IOException cause) {
        return new AuditException(AuditFault.UNUSABLE, file, row, String.valueOf(cause.getMessage()), cause);
    }

    private void lock() throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new AuditException(AuditFault.IN_USE, file, 0, "by another process", null);
        }
    }

    /** A crash may have left a part of the first bytes, and no row behind them. */
    private void begin() throws IOException {
        ByteBuffer found = ByteBuffer.allocate(AuditRow.MAGIC.length);
        while (found.hasRemaining() && channel.read(found, found.position()) > 0) {}
        ByteBuffer begun = ByteBuffer.wrap(AuditRow.MAGIC, 0, found.position());
        if (!found.flip().equals(begun)) {
            throw new AuditException(AuditFault.MALFORMED, file, 0, "no audit log of version 1", null);
        }
        if (found.remaining() < AuditRow.MAGIC.length) {
            write(ByteBuffer.wrap(AuditRow.MAGIC), 0);
            channel.force(/* metaData= */ true);
            DurableFile.syncDirectory(file);
        }
    }

    private void require(boolean holds, AuditFault fault, long row, String what) {
        if (!holds) {
            throw new AuditException(fault, file, row, what, null);
        }
    }

    /**
     * Reads a log through that another process may be writing, and changes nothing. What stands at its end of a row
     * that is not whole is passed over.
     *
     * @param known its head as it was known before; empty where nobody knows one
     * @param reader gets each row that is as it was written, in order
     * @return the head of the log as it is
     * @throws AuditException naming the first row that is wrong, or that is known and lacking; or if this process has
     *     the log open, which then is to be asked itself
     */
    public static AuditHead verify(Path file, Optional<AuditHead> known, Consumer<AuditRow> reader) {
        try {
            if (OPEN.contains(file.toRealPath())) {
                throw new AuditException(AuditFault.IN_USE, file, 0, "by this process", null);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                AuditReader reading = new AuditReader(file, channel, known, reader);
                reading.requireMagic();
                reading.readThrough();
                return reading.head();
            }
        } catch (IOException unusable) {
            throw unusable(file, 0, unusable);
        }
    }

    /**
     * Reads this log through once more, up to its head.
     *
     * @throws AuditException naming the first row that is no longer as it was written
     */
    public synchronized AuditHead verify(Consumer<AuditRow> reader) {
        try {
            AuditReader reading = new AuditReader(file, channel, Optional.of(head), reader);
            reading.requireMagic();
            reading.readThrough();
            return reading.head();
        } catch (IOException unusable) {
            throw unusable(file, 0, unusable);
        }
    }

    /**
     * Writes a row, and returns when it is on the disk.
     *
     * @throws IllegalArgumentException if it has more than 16,000,000 bytes; it is not written then, and others may be
     * @throws AuditException if it cannot be written; nothing more is, then, until the log is opened anew
     */
    public synchronized AuditRow append(Instant at, String kind, ByteString body) {
        require(!broken, AuditFault.UNUSABLE, head.number() + 1, "a row before it was not written");
        int name = kind.getBytes(StandardCharsets.UTF_8).length;
        if (name > 0xffff || AuditRow.FIXED + name + (long) body.size() > AuditRow.MOST) {
            throw new IllegalArgumentException("a row of " + body.size() + " bytes is more than a log takes");
        }
        AuditRow appended = AuditRow.after(head, at, kind, body);
        byte[] content = AuditRow.content(at, kind, body);
        ByteBuffer row = ByteBuffer.allocate(Integer.BYTES + content.length + AuditRow.HASH);
        row.putInt(content.length)
                .put(content)
                .put(appended.hash().toByteArray())
                .flip();
        try {
            // Until it is known to be there, it may be there in part: the next opening tells.
            broken = true;
            write(row, channel.position());
            channel.position(channel.position() + row.capacity());
            channel.force(/* metaData= */ false);
            broken = false;
        } catch (IOException failed) {
            throw unusable(file, head.number() + 1, failed);
        }
        head = appended.head();
        return appended;
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
            OPEN.remove(place);
        } catch (IOException failed) {
            throw unusable(file, head.number(), failed);
        }
    }
}
