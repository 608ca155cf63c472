package org.escrowkit.wallet.sign;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.RECEIPT;
import static org.escrowkit.wallet.sign.TestRequests.REPAID;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Psbt;
import org.junit.jupiter.api.Test;

/** Requests and replies, as they come over HTTP from anybody. */
class CosignCodecFuzzTest {
    private static final ByteString KEY = ByteString.of(new byte[32]);
    private static final ByteString SIGNATURE = ByteString.of(new byte[CosignCodec.SIGNATURE]);

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, CosignCodecFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), CosignCodecFuzzTest::check);
    }

    static List<byte[]> seeds() {
        Psbt psbt = Psbt.parse(release(10, 0));
        List<byte[]> seeds = new ArrayList<>();
        var head = new CosignCodec.Head(KEY, KEY, ByteString.of(new byte[CosignCodec.NONCE]), NOW);
        var settled = new LoanCase(REPAID, RECEIPT);
        for (CosignRequest request :
                List.of(CosignRequest.of(psbt, settled), CosignRequest.ofBatch(psbt, List.of(settled)))) {
            seeds.add(CosignCodec.encode(new CosignCodec.Asked(head, request, SIGNATURE))
                    .toByteArray());
        }
        for (Cosigner.Reply reply : List.of(
                new Cosigner.Reply.Signed(psbt),
                new Cosigner.Reply.Refused(List.of(new Reason("a-rule", "one \u00e9", "other")), true),
                new Cosigner.Reply.Waiting(),
                new Cosigner.Reply.Unreachable("nobody"))) {
            seeds.add(CosignCodec.encode(new CosignCodec.Answered(KEY, reply, SIGNATURE))
                    .toByteArray());
        }
        return seeds;
    }

    private static void check(byte[] input) {
        ByteString bytes = ByteString.of(input);
        accepted(() -> CosignCodec.decodeAsked(bytes), MalformedException.class)
                .ifPresent(asked -> assertEquals(bytes, CosignCodec.encode(asked)));
        accepted(() -> CosignCodec.decodeAnswered(bytes), MalformedException.class)
                .ifPresent(answered -> assertEquals(bytes, CosignCodec.encode(answered)));
    }
}
