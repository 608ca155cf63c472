package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBitcoindTest {

    @TempDir
    private Path folder;

    @Test
    void findsTheFirstOneOnThePath() throws IOException {
        Path bitcoind = Files.createFile(folder.resolve("bitcoind"));
        assertTrue(bitcoind.toFile().setExecutable(true));
        String searchPath =
                String.join(File.pathSeparator, "", folder.resolve("none").toString(), folder.toString());
        assertEquals(bitcoind, LocalBitcoind.onPath(searchPath));
    }

    @Test
    void passesByFoldersOfThatName() throws IOException {
        Files.createDirectory(folder.resolve("bitcoind"));
        assertNull(LocalBitcoind.onPath(folder.toString()));
    }

    @Test
    void findsNothingWithoutAPath() {
        assertNull(LocalBitcoind.onPath(null));
    }

    @Test
    void aSettingThatNamesNoProgramIsRefused() {
        String missing = folder.resolve("bitcoind").toString();
        NodeUnavailableException e = assertThrows(NodeUnavailableException.class, () -> LocalBitcoind.named(missing));
        assertEquals(
                "escrowkit.regtest.bitcoind names " + missing + ", which is no program that can be run.",
                e.getMessage());
    }
}
