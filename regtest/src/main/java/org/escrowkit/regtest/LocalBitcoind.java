package org.escrowkit.regtest;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the program for a {@link ProcessNode} is: named by the settings, on the PATH, or in the user's cache. */
final class LocalBitcoind {

    private LocalBitcoind() {}

    /** @throws NodeUnavailableException if there is none and none can be fetched */
    static Path find(Consumer<String> progress) {
        String set = Settings.get(Settings.BITCOIND);
        if (set != null) {
            return named(set);
        }
        Path onPath = onPath(System.getenv("PATH"));
        return onPath != null ? onPath : new Provisioner(progress).provision();
    }

    static Path named(String setting) {
        Path program = Path.of(setting);
        if (!Files.isExecutable(program) || Files.isDirectory(program)) {
            throw new NodeUnavailableException(
                    Settings.BITCOIND + " names " + setting + ", which is no program that can be run.");
        }
        return program;
    }

    static @Nullable Path onPath(@Nullable String searchPath) {
        if (searchPath == null) {
            return null;
        }
        for (String folder : searchPath.split(Pattern.quote(File.pathSeparator), -1)) {
            for (String name : new String[] {"bitcoind", "bitcoind.exe"}) {
                Path program = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(program) && !Files.isDirectory(program)) {
                    return program;
                }
            }
        }
        return null;
    }
}
