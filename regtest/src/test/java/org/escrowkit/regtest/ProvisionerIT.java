package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches a real package into a cache of its own, whose path holds a space. */
class ProvisionerIT {

    @TempDir
    private Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void needsApt() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/apt-get")), "no apt on this machine");
    }

    private Path provision() {
        String cache = folder.resolve("my cache").toString();
        return new Provisioner(told::add, Map.of("XDG_CACHE_HOME", cache)).provision();
    }

    @Test
    void runsAtTheSameTimeShareOneDownloadAndLaterOnesFindIt() throws IOException, InterruptedException {
        CompletableFuture<Path> other = CompletableFuture.supplyAsync(this::provision);
        Path bitcoind = provision();
        assertEquals(bitcoind, other.join());
        assertEquals(
                1, told.stream().filter(line -> line.startsWith("Unpacking")).count(), told::toString);
        assertTrue(version(bitcoind).startsWith("Bitcoin"));
        assertFalse(Files.exists(folder.resolve("my cache/escrowkit/bitcoind.staging")));

        told.clear();
        assertEquals(bitcoind, provision());
        assertEquals(List.of(), told);
    }

    private static String version(Path bitcoind) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(bitcoind.toString(), "-version").start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return answer;
    }
}
