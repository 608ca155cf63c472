package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Failing starts, with shell scripts in bitcoind's place. */
@DisabledOnOs(OS.WINDOWS)
class ProcessNodeTest {

    @TempDir
    private Path folder;

    private Path program(String... lines) throws IOException {
        Path program = Files.writeString(folder.resolve("bitcoind"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(program.toFile().setExecutable(true));
        return program;
    }

    @Test
    void aFailedStartShowsTheEndOfTheLog() throws IOException {
        Path program = program("seq 1 100", "echo 'Error: no luck today'", "exit 1");
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> ProcessNode.launch(program));
        List<String> message = String.valueOf(e.getMessage()).lines().toList();
        assertEquals(program + ": bitcoind ended while starting.", message.get(0));
        assertEquals("  Error: no luck today", message.get(message.size() - 1));
        assertEquals(16, message.size());
    }

    @Test
    void otherPortsAreTriedWhenOneIsTaken() throws IOException {
        Path starts = folder.resolve("starts");
        Path program = program("echo start >> '" + starts + "'", "echo 'bind: Address already in use'", "exit 1");
        assertThrows(IllegalStateException.class, () -> ProcessNode.launch(program));
        assertEquals(5, Files.readAllLines(starts).size());
    }

    @Test
    void aProgramThatCannotBeRunIsToldAsSuch() {
        Path missing = folder.resolve("missing");
        assertThrows(NodeUnavailableException.class, () -> ProcessNode.launch(missing));
    }
}
