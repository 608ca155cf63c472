package org.escrowkit.core.loan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that a test expects in a folder, and no others. {@code -Descrowkit.golden=write} writes them anew: for what is
 * stored that is right only when a form is added, never when one that somebody has stored changes.
 */
public final class Golden {
    private static final boolean WRITE = "write".equals(System.getProperty("escrowkit.golden"));

    private Golden() {}

    /** Compares what a test made, by file name, with the folder. */
    public static void check(Path folder, Map<String, String> made) {
        try {
            if (WRITE) {
                write(folder, made);
            }
            assertEquals(new TreeSet<>(made.keySet()), names(folder), "files in " + folder);
            Map<String, String> stored = new TreeMap<>();
            for (String name : made.keySet()) {
                stored.put(name, Files.readString(folder.resolve(name)));
            }
            made.forEach((name, text) -> assertEquals(stored.get(name), text, name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Compares what a test made with one file. */
    public static void check(Path file, String made) {
        try {
            if (WRITE) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, made);
            }
            assertEquals(Files.readString(file), made, file + " is stale: -Descrowkit.golden=write");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void write(Path folder, Map<String, String> made) throws IOException {
        Files.createDirectories(folder);
        for (String name : names(folder)) {
            Files.delete(folder.resolve(name));
        }
        for (Map.Entry<String, String> file : made.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
