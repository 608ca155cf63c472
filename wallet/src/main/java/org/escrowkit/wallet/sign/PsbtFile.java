package org.escrowkit.wallet.sign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.file.DurableFile;

/**
 * PSBTs in {@code .psbt} files, as they travel on a stick or a memory card to a signing device and back (BIP174).
 * Guarantees that a file is there as a whole or not at all, whenever the process dies: it is written under another name
 * beside its place, forced to the disk, and then renamed. What a crash leaves behind is such a {@code .tmp} file, which
 * nobody reads.
 */
public final class PsbtFile {
    /** What the binary form may have at most; in base64 it has a third more, and a line break. */
    private static final int MOST_BYTES = 4_000_000;

    private static final int MOST_FILE_BYTES = (MOST_BYTES + 2) / 3 * 4 + 2;
    private static final byte[] MAGIC = {'p', 's', 'b', 't', (byte) 0xff};

    private PsbtFile() {}

    /**
     * Reads a file: in binary, or in base64 as some programs write it, of which one trailing line break is no part.
     *
     * @throws PsbtFileException naming the file and what is wrong with it; a cause says where
     */
    public static Psbt read(Path file) {
        byte[] content = content(file);
        try {
            return isBinary(content) ? Psbt.parse(content) : Psbt.parseBase64(text(content));
        } catch (MalformedException malformed) {
            throw new PsbtFileException(PsbtFileFault.MALFORMED, file, malformed);
        }
    }

    /** No more than allowed, whatever the file grows to while it is read. */
    private static byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_FILE_BYTES + 1);
            if (content.length > MOST_FILE_BYTES) {
                throw new PsbtFileException(
                        PsbtFileFault.TOO_LARGE, file, new IOException("more than " + MOST_FILE_BYTES + " bytes"));
            }
            return content;
        } catch (NoSuchFileException missing) {
            throw new PsbtFileException(PsbtFileFault.MISSING, file, missing);
        } catch (IOException unreadable) {
            throw new PsbtFileException(PsbtFileFault.UNREADABLE, file, unreadable);
        }
    }

    /** By its first bytes, of which base64 can have none. A truncated magic is a binary PSBT that is truncated. */
    private static boolean isBinary(byte[] content) {
        for (int i = 0; i < Math.min(content.length, MAGIC.length); i++) {
            if (content[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Writes a new file, in binary, for its owner's eyes where the file system knows owners. A file that is there
     * already is left as it is: it may hold somebody's signatures. (Unless another process makes it at this very
     * moment: file systems of memory cards have no way to exclude that.)
     *
     * @throws PsbtFileException if there is one, or if it cannot be written
     */
    public static void write(Psbt psbt, Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new PsbtFileException(PsbtFileFault.EXISTS, file, new FileAlreadyExistsException(file.toString()));
        }
        replace(psbt, file);
    }

    /**
     * As {@link #write}, in the place of a file that may be there.
     *
     * @throws PsbtFileException if it cannot be written; the old one is then still there
     */
    public static void replace(Psbt psbt, Path file) {
        try {
            DurableFile.replace(file, psbt.serialize());
        } catch (IOException failed) {
            throw new PsbtFileException(PsbtFileFault.NOT_WRITTEN, file, failed);
        }
    }
}
