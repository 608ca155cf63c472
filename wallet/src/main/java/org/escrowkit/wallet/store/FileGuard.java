package org.escrowkit.wallet.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside the store: locked while the store is open, so that no other process writes; and it notes the last
 * revision, so that an older copy of the store in its place is noticed. The note is written after the commit and
 * without a flush: it can lag behind the store, never run ahead of it.
 */
final class FileGuard implements JdbcStore.Guard {
    private static final Logger LOG = LoggerFactory.getLogger(FileGuard.class);

    /** Far behind the note, because a locked byte cannot be read on every system. */
    private static final long LOCKED_BYTE = 1L << 40;

    private final Path file;
    private final FileChannel channel;

    private FileGuard(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static FileGuard of(Path store) {
        try {
            Path real = Files.exists(store) ? store.toRealPath() : store.toAbsolutePath();
            Path file = real.resolveSibling(real.getFileName() + ".lock");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            if (!isLocked(channel)) {
                channel.close();
                throw new StoreException.Locked("store " + store + " is open in another place", null);
            }
            return new FileGuard(file, channel);
        } catch (AccessDeniedException e) {
            throw new StoreException.ReadOnly("store " + store + " cannot be written", e);
        } catch (IOException e) {
            throw new StoreException.Failed("store " + store + ": " + e, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    /** @throws StoreException.OlderThanKnown if the store has been further than this */
    void check(long revision) {
        long known = noted();
        if (known > revision) {
            throw new StoreException.OlderThanKnown("store at revision " + revision + ", but " + file.getFileName()
                    + " has seen " + known + ": an older copy was restored. Events will come again with the ids that"
                    + " they had, under other sequences. To go on with it, delete " + file);
        }
    }

    private long noted() {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(Long.toString(Long.MAX_VALUE).length());
            channel.read(bytes, 0);
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException | NumberFormatException e) {
            throw new StoreException.Failed("cannot read " + file + ": " + e, e);
        }
    }

    @Override
    public void committed(long revision) {
        try {
            channel.write(ByteBuffer.wrap("%019d".formatted(revision).getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // The step is committed: a note that lags detects less, but an exception here would say that nothing is.
            LOG.warn("cannot note revision {} in {}", revision, file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException.Failed("cannot close " + file, e);
        }
    }
}
