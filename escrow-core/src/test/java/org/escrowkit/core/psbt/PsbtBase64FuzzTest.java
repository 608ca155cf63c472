package org.escrowkit.core.psbt;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The text form: strict (P6), so that bytes have one text and a text has one meaning. */
class PsbtBase64FuzzTest {
    /** Off the clock: Jazzer may give an input one second, and a busy machine takes longer to load the classes. */
    @BeforeAll
    static void loadClasses() {
        seeds().forEach(PsbtBase64FuzzTest::check);
    }

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, PsbtBase64FuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(texts(PsbtFuzzTest.ours()), PsbtBase64FuzzTest::check);
    }

    static List<byte[]> seeds() {
        return texts(PsbtFuzzTest.seeds());
    }

    private static List<byte[]> texts(List<byte[]> psbts) {
        return psbts.stream().map(Base64.getEncoder()::encode).toList();
    }

    private static void check(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        accepted(() -> Psbt.parseBase64(text), MalformedException.class).ifPresent(psbt -> {
            byte[] bytes = Base64.getDecoder().decode(text);
            assertEquals(text, Base64.getEncoder().encodeToString(bytes));
            assertEquals(psbt, Psbt.parse(bytes));
            PsbtFuzzTest.checkRoles(psbt);
        });
    }
}
