package org.escrowkit.core.psbt;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The binary form, and what the roles that take a stranger's PSBT make of it (P1, P10, P11). */
class PsbtFuzzTest {
    /** Off the clock: Jazzer may give an input one second, and a busy machine takes longer to load the classes. */
    @BeforeAll
    static void loadClasses() {
        seeds().forEach(PsbtFuzzTest::check);
    }

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, PsbtFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(ours(), PsbtFuzzTest::check);
    }

    @Test
    void mutationsOfTheOfficialOnes() {
        List<byte[]> official = official();
        Fuzzing.mutate(official, PsbtFuzzTest::check);
        assertEquals(30, official.size());
    }

    /** Where the vectors are absent, fuzzing starts from ours alone. */
    static List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>(ours());
        try {
            all.addAll(official());
        } catch (TestAbortedException absent) {
            System.err.println(absent.getMessage());
        }
        return all;
    }

    static List<byte[]> ours() {
        TestPsbts spend = TestPsbts.seeded(7);
        Psbt signed = spend.signedBy(Role.BORROWER).combine(spend.signedBy(Role.LENDER));
        return List.of(
                spend.psbt().serialize(),
                signed.serialize(),
                RawPsbt.output().end().bytes());
    }

    /** Valid PSBTs of BIP174, of version 2 (BIP370) and with taproot fields (BIP371). */
    private static List<byte[]> official() {
        List<byte[]> all = new ArrayList<>();
        for (String bip : List.of("bip174", "bip370", "bip371")) {
            Vectors.json("bips/" + bip + "-psbt-vectors.json")
                    .get("valid")
                    .items()
                    .forEach(vector -> all.add(Base64.getDecoder().decode(vector.text("base64"))));
        }
        return all;
    }

    private static void check(byte[] input) {
        accepted(() -> Psbt.parse(input), MalformedException.class).ifPresent(PsbtFuzzTest::checkRoles);
    }

    static void checkRoles(Psbt psbt) {
        byte[] bytes = psbt.serialize();
        assertEquals(psbt, Psbt.parse(bytes));
        assertArrayEquals(bytes, Psbt.parse(bytes).serialize());
        assertEquals(psbt, Psbt.parseBase64(psbt.toBase64()));
        accepted(psbt::finish, PsbtException.class);
        accepted(() -> psbt.combine(psbt), PsbtException.class).ifPresent(same -> assertEquals(psbt, same));
    }
}
