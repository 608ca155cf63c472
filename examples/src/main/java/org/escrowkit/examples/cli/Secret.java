package org.escrowkit.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/** Characters that nobody else is to see: never printed, and wiped by {@link #close}. */
final class Secret implements AutoCloseable {
    private static final int MOST_BYTES = 4_096;

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final char[] chars;

    /** Takes the array over. */
    private Secret(char[] chars) {
        this.chars = chars;
    }

    static Secret none() {
        return new Secret(new char[0]);
    }

    static Secret typed(Console.Terminal terminal, String prompt) {
        return new Secret(terminal.askSecret(prompt));
    }

    /** The first line of a file that its owner alone may read. */
    static Secret inFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw Failure.refused(
                        "others than its owner may read " + file, "Run 'chmod 600 " + file + "', or name another.");
            }
            return line(in);
        } catch (IOException unreadable) {
            throw Failure.refused(file + " cannot be read", "Name a file that this user may read.")
                    .because(unreadable);
        }
    }

    /** The next line, in UTF-8, and no byte more: what is behind it is for the next reader. */
    static Secret line(InputStream in) {
        Wiped bytes = new Wiped();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                if (bytes.size() == MOST_BYTES) {
                    throw Failure.refused("a secret of more than " + MOST_BYTES + " bytes", "Give it on one line.");
                }
                bytes.write(next);
            }
            return new Secret(bytes.decoded());
        } catch (IOException unreadable) {
            throw Failure.refused("the input is not readable text in UTF-8", "Give the secret on one line.")
                    .because(unreadable);
        } finally {
            bytes.wipe();
        }
    }

    char[] chars() {
        return chars;
    }

    boolean isEmpty() {
        return chars.length == 0;
    }

    boolean sameAs(Secret other) {
        return Arrays.equals(chars, other.chars);
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }

    /** Keeps its bytes in arrays of its own until they are wiped; sized at once, so that it leaves none behind. */
    private static final class Wiped extends ByteArrayOutputStream {
        Wiped() {
            super(MOST_BYTES);
        }

        char[] decoded() throws CharacterCodingException {
            int length = count > 0 && buf[count - 1] == '\r' ? count - 1 : count;
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buf, 0, length));
            char[] chars = new char[text.remaining()];
            text.get(chars);
            Arrays.fill(text.array(), '\0');
            return chars;
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
