package org.escrowkit.wallet.node;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.vault.Chain;
import org.junit.jupiter.api.Test;

/** A reply of a node, read as each kind of reply that we ask for: what is none of it is one of the named failures. */
class RpcReplyFuzzTest {
    private static final long ID = 7;
    private static final int MISSING = -5;

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, RpcReplyFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), RpcReplyFuzzTest::check);
    }

    static List<byte[]> seeds() {
        return Stream.of(
                        "{\"jsonrpc\":\"2.0\",\"result\":\"00ffAB\",\"id\":7}\n",
                        "{\"result\":\"00ff\",\"error\":null,\"id\":7}",
                        "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading\"},\"id\":7}",
                        "[{\"result\":1,\"id\":8},{\"error\":{\"code\":-5,\"message\":\"\"},\"id\":7}]",
                        "{\"result\":" + CannedNode.chainInfo("regtest") + ",\"id\":7}",
                        "{\"result\":{\"txids\":[\"" + CannedNode.OTHER + "\"],\"mempool_sequence\":1},\"id\":7}",
                        "{\"result\":{\"hash\":\"" + CannedNode.GENESIS + "\",\"height\":0,\"confirmations\":1,"
                                + "\"chainwork\":\"" + CannedNode.WORK + "\",\"version\":1,\"merkleroot\":\""
                                + CannedNode.GENESIS_TXID
                                + "\",\"time\":1296688602,\"nonce\":2,\"bits\":\"207fffff\"},\"id\":7}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void check(byte[] input) {
        for (int status : new int[] {200, 500}) {
            CannedResponse reply = new CannedResponse(status, input);
            accepted(() -> RpcReply.results("m", ID, 2, MISSING, reply), RpcException.class)
                    .ifPresent(results -> assertEquals(2, results.size()));
            Optional<JsonValue> result = accepted(() -> RpcReply.result("m", ID, reply), RpcException.class);
            // Equal values would be too much: 1e2 is written out as 100.
            result.map(JsonValue::toJson)
                    .ifPresent(text -> assertEquals(text, JsonValue.parse(text).toJson()));
            accepted(() -> RpcReply.bytes("m", ID, reply), RpcException.class).ifPresent(bytes -> {
                // The short cut takes no more than the JSON reader does, and reads the same.
                assertTrue(result.isPresent());
                String hex = result.get().asString();
                assertEquals(hex.toLowerCase(Locale.ROOT), HexFormat.of().formatHex(bytes));
            });
            result.ifPresent(RpcReplyFuzzTest::checkResult);
        }
        int half = input.length / 2 * 2;
        String hex = HexFormat.of().formatHex(input, 0, half);
        assertArrayEquals(
                Arrays.copyOf(input, half), HexResult.decode(hex.getBytes(StandardCharsets.US_ASCII), 0, hex.length()));
    }

    private static void checkResult(JsonValue value) {
        accepted(() -> CheckedCalls.read("m", r -> Replies.chainInfo(Chain.REGTEST, r), value), RpcException.class);
        accepted(() -> CheckedCalls.read("m", Replies::mempool, value), RpcException.class);
        accepted(
                () -> CheckedCalls.read("m", r -> Replies.header(Chain.REGTEST.genesis(), r), value),
                RpcException.class);
        accepted(
                () -> CheckedCalls.read("m", r -> Replies.unconfirmed(Chain.REGTEST.genesis(), r), value),
                RpcException.class);
    }
}
