package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.junit.jupiter.api.Test;

/** The parts of a ZMQ message, cut from the input: before each stands its length in a byte. */
class HintFramesFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, HintFramesFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), HintFramesFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return List.of(
                message("hashblock", 32), message("rawtx", 60), message("sequence", 33), message("sequence", 41));
    }

    private static byte[] message(String topic, int body) {
        byte[] bytes = new byte[1 + topic.length() + 1 + body + 1 + 4];
        bytes[0] = (byte) topic.length();
        System.arraycopy(topic.getBytes(StandardCharsets.US_ASCII), 0, bytes, 1, topic.length());
        bytes[1 + topic.length()] = (byte) body;
        bytes[topic.length() + 2 + body - (body == 41 ? 9 : 1)] = (byte) (body == 41 ? 'A' : 'C');
        bytes[bytes.length - 5] = 4;
        return bytes;
    }

    private static void check(byte[] input) {
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < input.length; at += 1 + (input[at] & 0xff)) {
            frames.add(Arrays.copyOfRange(input, at + 1, Math.min(input.length, at + 1 + (input[at] & 0xff))));
        }
        // Whatever rings has three parts, the last of four bytes.
        HintFrames.read(frames).ifPresent(hint -> {
            assertEquals(3, frames.size());
            assertEquals(4, frames.get(2).length);
        });
    }
}
