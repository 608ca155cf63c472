package org.escrowkit.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.escrowkit.wallet.file.DurableFile;

/** Files that a command makes: for their owner's eyes, whole or not at all, and never in the place of another. */
final class NewFile {
    private NewFile() {}

    static void write(Path file, byte[] content) {
        requireNone(file);
        try {
            DurableFile.replace(file, content);
        } catch (IOException failed) {
            throw Failure.refused(file + " cannot be written", "Check the directory, its permissions and the room.")
                    .because(failed);
        }
    }

    static void requireNone(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.refused(file + " is there already", "Name a file that does not exist.");
        }
    }
}
