package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.Test;

/** The official PSBTs of BIP174, BIP370 and BIP371, and of Bitcoin Core's functional tests. */
class PsbtVectorsTest {
    private static final String BIP174 = "bips/bip174-psbt-vectors.json";
    private static final String BIP370 = "bips/bip370-psbt-vectors.json";
    private static final String BIP371 = "bips/bip371-psbt-vectors.json";
    private static final String CORE = "bitcoin-core/rpc_psbt.json";

    @Test
    void readsEveryValidPsbtOfBip174AndWritesItBackByteForByte() {
        assertValid(BIP174, 10, 10);
    }

    @Test
    void readsEveryValidPsbtOfBip370AndWritesItBackByteForByte() {
        assertValid(BIP370, 14, 14);
    }

    @Test
    void readsEveryValidPsbtOfBip371AndWritesItBackByteForByte() {
        assertValid(BIP371, 6, 6);
    }

    @Test
    void refusesEveryInvalidPsbtOfTheBips() {
        assertInvalid(BIP174, 20);
        assertInvalid(BIP370, 24);
        assertInvalid(BIP371, 11);
    }

    /** Well-formed, and wrong for a signer: no signature of ours can come of them. */
    @Test
    void readsWhatOnlyASignerOfBip174CanRefuseAndRefusesToSignIt() {
        List<Json> lies = Vectors.json(BIP174).get("fails_signer_checks").items();
        for (Json vector : lies) {
            Psbt psbt = Psbt.parseBase64(vector.text("base64"));
            assertIsAFixedPoint(psbt);
            assertThrows(PsbtException.class, () -> psbt.sighash(0), () -> vector.text("case"));
        }
        assertEquals(4, lies.size());
    }

    /** One of them names the version 0, which goes without saying. */
    @Test
    void readsEveryValidPsbtOfBitcoinCoreAndWritesItBack() {
        List<Json> valid = Vectors.json(CORE).get("valid").items();
        int byteForByte = 0;
        for (Json vector : valid) {
            byteForByte += assertReadAndWritten(vector.text());
        }
        assertEquals(48, valid.size());
        assertEquals(47, byteForByte);
    }

    /**
     * Two are read and refused only when something is to come of them: their previous transaction is not the one that
     * the input names, which BIP174 leaves to signers.
     */
    @Test
    void refusesEveryInvalidPsbtOfBitcoinCore() {
        assertEquals(new Outcome(61, 2), outcome("invalid"));
        assertEquals(new Outcome(23, 0), outcome("invalid_with_msg"));
    }

    /** The lists overlap and none holds the others. */
    @Test
    void areAllThatTheListsHaveTogether() {
        Set<String> valid = new TreeSet<>();
        Set<String> invalid = new TreeSet<>();
        for (String bip : List.of(BIP174, BIP370, BIP371)) {
            Vectors.json(bip).get("valid").items().forEach(vector -> valid.add(vector.text("base64")));
            Vectors.json(bip).get("invalid").items().forEach(vector -> invalid.add(vector.text("base64")));
        }
        Vectors.json(CORE).get("valid").items().forEach(vector -> valid.add(vector.text()));
        Vectors.json(CORE).get("invalid").items().forEach(vector -> invalid.add(vector.text()));
        Vectors.json(CORE)
                .get("invalid_with_msg")
                .items()
                .forEach(vector -> invalid.add(vector.items().get(0).text()));
        assertEquals(52, valid.size());
        assertEquals(90, invalid.size());
    }

    private static void assertValid(String file, int count, int sameBytes) {
        List<Json> valid = Vectors.json(file).get("valid").items();
        int byteForByte = 0;
        for (Json vector : valid) {
            byteForByte += assertReadAndWritten(vector.text("base64"));
        }
        assertEquals(count, valid.size());
        assertEquals(sameBytes, byteForByte);
    }

    /** @return 1 if what is written is what was read, byte for byte */
    private static int assertReadAndWritten(String base64) {
        Psbt psbt = Psbt.parseBase64(base64);
        assertIsAFixedPoint(psbt);
        return psbt.toBase64().equals(base64) ? 1 : 0;
    }

    private static void assertInvalid(String file, int count) {
        List<Json> invalid = Vectors.json(file).get("invalid").items();
        invalid.forEach(vector -> assertThrows(
                MalformedException.class, () -> Psbt.parseBase64(vector.text("base64")), () -> vector.text("case")));
        assertEquals(count, invalid.size());
    }

    private record Outcome(int refused, int readAndNotSigned) {}

    private static Outcome outcome(String group) {
        int refused = 0;
        int notSigned = 0;
        for (Json vector : Vectors.json(CORE).get(group).items()) {
            boolean withMessage = vector.value() instanceof List;
            String base64 = (withMessage ? vector.items().get(0) : vector).text();
            try {
                Psbt psbt = Psbt.parseBase64(base64);
                assertIsAFixedPoint(psbt);
                assertFault(PsbtFault.UTXO_MISMATCH, () -> psbt.spentOutput(0));
                notSigned++;
            } catch (MalformedException typed) {
                refused++;
            }
        }
        return new Outcome(refused, notSigned);
    }

    /** P11. */
    private static void assertIsAFixedPoint(Psbt psbt) {
        byte[] bytes = psbt.serialize();
        Psbt again = Psbt.parse(bytes);
        assertEquals(psbt, again);
        assertArrayEquals(bytes, again.serialize());
    }
}
