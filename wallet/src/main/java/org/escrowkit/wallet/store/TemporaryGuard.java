package org.escrowkit.wallet.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Deletes the directory of a store as it is closed. */
record TemporaryGuard(FileGuard guard, Path directory) implements JdbcStore.Guard {
    @Override
    public void committed(long revision) {
        guard.committed(revision);
    }

    @Override
    public void close() {
        guard.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : List.copyOf(files.toList())) {
                Files.deleteIfExists(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new StoreException.Failed("cannot delete " + directory, e);
        }
    }
}
