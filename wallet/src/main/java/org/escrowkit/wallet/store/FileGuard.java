package org.escrowkit.wallet.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /**
     * The files that this process has open. On POSIX systems the closing of any handle of a file ends the locks of the
     * whole process on it, so a second handle must not even be opened.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;

    /** Not used as a channel but for the lock: an interrupt would close a channel that is written to, and so unlock. */
    private final RandomAccessFile handle;

    private FileGuard(Path file, RandomAccessFile handle) {
        this.file = file;
        this.handle = handle;
    }

    static FileGuard of(Path store) {
        try {
            Path real = Files.exists(store) ? store.toRealPath() : inRealDirectory(store.toAbsolutePath());
            Path file = real.resolveSibling(real.getFileName() + ".lock");
            if (!OPEN.add(file)) {
                throw new StoreException.Locked("store " + store + " is open already in this process", null);
            }
            try {
                return new FileGuard(file, lock(file, store));
            } catch (Throwable failure) {
                OPEN.remove(file);
                throw failure;
            }
        } catch (IOException e) {
            throw Files.exists(store) && !Files.isWritable(store)
                    ? new StoreException.ReadOnly("store " + store + " cannot be written", e)
                    : new StoreException.Failed("store " + store + ": " + e, e);
        }
    }

    private static Path inRealDirectory(Path absolute) throws IOException {
        Path directory = absolute.getParent();
        return directory == null ? absolute : directory.toRealPath().resolve(absolute.getFileName());
    }

    private static RandomAccessFile lock(Path file, Path store) throws IOException {
        RandomAccessFile handle = new RandomAccessFile(file.toFile(), "rw");
        try {
            if (handle.getChannel().tryLock(LOCKED_BYTE, 1, false) == null) {
                throw new StoreException.Locked("store " + store + " is open in another process", null);
            }
            return handle;
        } catch (Throwable failure) {
            handle.close();
            throw failure;
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
            handle.seek(0);
            String text = handle.readLine();
            return text == null ? 0 : Long.parseLong(text);
        } catch (IOException | NumberFormatException e) {
            throw new StoreException.Failed("cannot read " + file + ": " + e, e);
        }
    }

    @Override
    public void committed(long revision) {
        try {
            handle.seek(0);
            handle.write("%019d\n".formatted(revision).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The step is committed: a note that lags detects less, but an exception here would say that nothing is.
            LOG.warn("cannot note revision {} in {}", revision, file, e);
        }
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (IOException e) {
            throw new StoreException.Failed("cannot close " + file, e);
        } finally {
            OPEN.remove(file);
        }
    }
}
