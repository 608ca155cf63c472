package org.escrowkit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A directory for the time of a benchmark. */
final class ScratchFiles {
    private ScratchFiles() {}

    static void use(Consumer<Path> work) {
        try {
            Path directory = Files.createTempDirectory("escrowkit-benchmark");
            try {
                work.accept(directory);
            } finally {
                for (Path file : files(directory)) {
                    Files.delete(file);
                }
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
