package org.escrowkit.wallet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces whole files. Guarantees that a file is there as a whole, the old or the new one, whenever the process dies:
 * it is written under another name beside its place, forced to the disk, and then renamed. What a crash leaves behind
 * is such a {@code .tmp} file, which nobody reads. New files are for their owner's eyes where the file system knows
 * owners.
 */
public final class DurableFile {
    private DurableFile() {}

    /** @throws IOException if it cannot be written; the old one is then still there */
    public static void replace(Path file, byte[] content) throws IOException {
        Path beside = writeBeside(file, content);
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            Files.deleteIfExists(beside);
            throw failed;
        }
        syncDirectory(file);
    }

    /** All but the renaming: where a crash leaves things. */
    public static Path writeBeside(Path file, byte[] content) throws IOException {
        Path beside = Files.createTempFile(directory(file), file.getFileName() + ".", ".tmp");
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(/* metaData= */ true);
        } catch (IOException failed) {
            Files.deleteIfExists(beside);
            throw failed;
        }
        return beside;
    }

    private static Path directory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("a root is no file");
        }
        return directory;
    }

    /** Makes a new name last. Windows keeps names without being asked, and lets nobody open a directory. */
    public static void syncDirectory(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(directory(file), StandardOpenOption.READ)) {
            directory.force(/* metaData= */ true);
        } catch (AccessDeniedException onWindows) {
            return;
        }
    }
}
