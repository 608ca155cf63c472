package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegtestNodeOnProcessIT extends RegtestNodeContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    @Override
    void assertLeavesNoTrace(RegtestNode closed) {
        BitcoindProcess process = ((ProcessNode) closed).process();
        assertFalse(process.isAlive());
        assertFalse(Files.exists(process.folder()));
    }

    /** A JVM of its own: starts a node, tells where it is, and waits to be ended. */
    static final class Holder {
        public static void main(String[] args) throws IOException {
            BitcoindProcess process = ((ProcessNode) RegtestNode.start(NodeKind.PROCESS)).process();
            System.out.println(process.pid());
            System.out.println(process.folder());
            System.in.transferTo(System.out);
        }
    }

    @Test
    void endsWithItsJvm() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = jvm.inputReader()) {
            Optional<ProcessHandle> bitcoind = ProcessHandle.of(Long.parseLong(out.readLine()));
            Path folder = Path.of(out.readLine());
            assertTrue(bitcoind.isPresent() && Files.exists(folder));
            jvm.toHandle().destroy();
            jvm.waitFor();
            assertFalse(bitcoind.get().isAlive());
            assertFalse(Files.exists(folder));
        } finally {
            jvm.destroyForcibly();
        }
    }
}
