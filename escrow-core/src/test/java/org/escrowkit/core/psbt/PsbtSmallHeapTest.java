package org.escrowkit.core.psbt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.escrowkit.core.Vectors;
import org.junit.jupiter.api.Test;

/** P1, P9: no input makes the parser need more than 64 MB. {@link PsbtSmallHeap} runs in a JVM that has no more. */
class PsbtSmallHeapTest {
    @Test
    void p9ReadsAnythingWithin64MegabytesOfHeap() throws IOException, InterruptedException {
        Vectors.json("bips/bip174-psbt-vectors.json");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Descrowkit.vectors=" + System.getProperty("escrowkit.vectors", "../../shared/vectors"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PsbtSmallHeap.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String report = new String(jvm.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, jvm.waitFor(), report);
        assertEquals("""
                33 read, 0 refused: seeds
                56548 read, 43452 refused: mutants
                0 read, 1 refused: 3980147 bytes, too many witness items before
                1 read, 0 refused: 400143 bytes, witness items before
                0 read, 1 refused: 3980134 bytes, too many outputs before
                1 read, 0 refused: 2000114 bytes, outputs before
                0 read, 1 refused: 3989982 bytes, too many final witness items
                1 read, 0 refused: 401032 bytes, final witness items
                0 read, 1 refused: 3934143 bytes, too many leaves
                1 read, 0 refused: 786879 bytes, leaves
                1 read, 0 refused: 3960494 bytes, keys with signatures
                1 read, 0 refused: 3910746 bytes, preimages
                1 read, 0 refused: 3600410 bytes, taproot origins
                1 read, 0 refused: 3990006 bytes, steps of origins
                1 read, 0 refused: 400452 bytes, unknown fields
                1 read, 0 refused: 660032 bytes, inputs of version 2
                """, report);
    }
}
