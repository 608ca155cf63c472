package org.escrowkit.core.psbt;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** The binary form, the same in base64, and what the roles that take a stranger's PSBT make of it. */
class PsbtFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, PsbtFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), PsbtFuzzTest::check);
    }

    static List<byte[]> seeds() {
        TestPsbts spend = TestPsbts.seeded(7);
        Psbt signed = spend.signedBy(Role.BORROWER).combine(spend.signedBy(Role.LENDER));
        return Stream.of(
                        spend.psbt().serialize(),
                        signed.serialize(),
                        RawPsbt.output().end().bytes(),
                        spend.psbt().toBase64().getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static void check(byte[] input) {
        accepted(() -> Psbt.parse(input), MalformedException.class).ifPresent(PsbtFuzzTest::checkRoles);
        String base64 = new String(input, StandardCharsets.ISO_8859_1);
        accepted(() -> Psbt.parseBase64(base64), MalformedException.class)
                .ifPresent(psbt -> assertEquals(psbt, Psbt.parseBase64(psbt.toBase64())));
    }

    private static void checkRoles(Psbt psbt) {
        byte[] bytes = psbt.serialize();
        assertEquals(psbt, Psbt.parse(bytes));
        assertArrayEquals(bytes, Psbt.parse(bytes).serialize());
        assertEquals(psbt, Psbt.parseBase64(psbt.toBase64()));
        accepted(psbt::finish, PsbtException.class);
        accepted(() -> psbt.combine(psbt), PsbtException.class).ifPresent(same -> assertEquals(psbt, same));
    }
}
