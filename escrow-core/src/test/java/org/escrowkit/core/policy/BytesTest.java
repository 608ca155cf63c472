package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static final byte[] HONEST = RELEASE.serialize();

    private static void malformed(byte[] bytes) {
        refused(PolicyRule.PSBT_WELL_FORMED, PolicyFixture.review(bytes, REPAID, LEDGER, Role.LENDER));
    }

    @Test
    @Proves(PolicyRule.PSBT_WELL_FORMED)
    void anythingButAPsbtIsRefused() {
        malformed(new byte[0]);
        malformed("psbt".getBytes(StandardCharsets.US_ASCII));
        malformed("not a PSBT".getBytes(StandardCharsets.US_ASCII));
        malformed(RELEASE.unsignedTransaction().serialize());
        malformed(new byte[5_000_000]);
    }

    @Test
    @Proves(PolicyRule.PSBT_WELL_FORMED)
    void aTruncatedPsbtIsRefusedWhereverItEnds() {
        for (int length = 0; length < HONEST.length; length++) {
            malformed(Arrays.copyOf(HONEST, length));
        }
    }

    @Test
    @Proves(PolicyRule.PSBT_WELL_FORMED)
    void trailingBytesAreRefused() {
        malformed(Arrays.copyOf(HONEST, HONEST.length + 1));
    }

    /** P6: who reads base64 for the policy reads it strictly. */
    @Test
    @Proves(PolicyRule.PSBT_WELL_FORMED)
    void garbageIsNoBase64() {
        String honest = RELEASE.toBase64();
        for (String text : List.of("", "cHNidA", "%%%", honest + "\n", honest.substring(1), " " + honest)) {
            assertThrows(MalformedException.class, () -> Psbt.parseBase64(text));
        }
        malformed(honest.getBytes(StandardCharsets.US_ASCII));
    }
}
