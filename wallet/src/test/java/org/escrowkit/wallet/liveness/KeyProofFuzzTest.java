package org.escrowkit.wallet.liveness;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Proofs of possession, as they come from parties. */
class KeyProofFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, KeyProofFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), KeyProofFuzzTest::check);
    }

    static List<byte[]> seeds() {
        ByteString nonce = ByteString.of(new byte[16]);
        KeyChallenge challenge = new KeyChallenge(TestLoans.TERMS.fingerprint(), Role.LENDER, TestLoans.START, nonce);
        return List.of(new KeyProof(challenge, "smpAkcw", ByteString.of(new byte[64]))
                .encode()
                .toByteArray());
    }

    private static void check(byte[] input) {
        ByteString bytes = ByteString.of(input);
        accepted(() -> KeyProof.decode(bytes), MalformedException.class).ifPresent(proof -> {
            assertEquals(bytes, proof.encode());
            Role role = proof.challenge().role();
            assertFalse(proof.isBy(TestLoans.VAULT.account(role), TestLoans.contractKey(role)));
        });
    }
}
