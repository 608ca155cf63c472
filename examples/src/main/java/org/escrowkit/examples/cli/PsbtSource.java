package org.escrowkit.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.sign.PsbtFile;

/** PSBTs in and out: files in binary or base64, or base64 through a pipe. */
final class PsbtSource {
    private static final int MOST_BYTES = 6_000_000;

    private PsbtSource() {}

    /** @param file none, or -, for the standard input */
    static Psbt read(Console console, Optional<Path> file) {
        return file.filter(named -> !named.equals(Path.of("-")))
                .map(PsbtFile::read)
                .orElseGet(() -> piped(console.in()));
    }

    private static Psbt piped(InputStream in) {
        try {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw Failure.refused("more than " + MOST_BYTES + " bytes are no PSBT", "Pipe one PSBT in.");
            }
            boolean binary = content.length > 0 && content[0] == 'p';
            return binary
                    ? Psbt.parse(content)
                    : Psbt.parseBase64(new String(content, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException unreadable) {
            throw Failure.refused("the standard input cannot be read", "Name a file.")
                    .because(unreadable);
        }
    }

    /** Into a new file where one is named. */
    static void write(Psbt psbt, Optional<Path> file) {
        file.ifPresent(named -> PsbtFile.write(psbt, named));
    }

    /** What a person gets to see of it: the file's name, or the PSBT itself. */
    static String words(Psbt psbt, Optional<Path> file) {
        return file.map(named -> "Written to " + named + ".").orElseGet(psbt::toBase64);
    }
}
