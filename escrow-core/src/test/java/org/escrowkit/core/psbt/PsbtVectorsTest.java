package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtFaults.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.MalformedException;
import org.junit.jupiter.api.Test;

/** The official PSBTs of BIP174 and of Bitcoin Core's functional tests. */
class PsbtVectorsTest {
    private static final String BIP174 = "bips/bip174-psbt-vectors.json";
    private static final String CORE = "bitcoin-core/rpc_psbt.json";

    @Test
    void readsEveryValidPsbtOfBip174AndWritesItBack() {
        List<Json> valid = Vectors.json(BIP174).get("valid").items();
        int byteForByte = 0;
        for (Json vector : valid) {
            Psbt psbt = Psbt.parseBase64(vector.text("base64"));
            assertIsAFixedPoint(psbt);
            byteForByte += psbt.toBase64().equals(vector.text("base64")) ? 1 : 0;
        }
        assertEquals(10, valid.size());
        assertEquals(9, byteForByte, "one has its fields in another order than ours");
    }

    @Test
    void refusesEveryInvalidPsbtOfBip174() {
        List<Json> invalid = Vectors.json(BIP174).get("invalid").items();
        invalid.forEach(vector -> assertThrows(
                MalformedException.class, () -> Psbt.parseBase64(vector.text("base64")), () -> vector.text("case")));
        assertEquals(20, invalid.size());
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

    /** Of Core's 48 valid ones, 14 are of version 2 (BIP370), which this codec does not read yet. */
    @Test
    void readsEveryValidPsbtOfBitcoinCoreThatIsOfVersion0() {
        int read = 0;
        int version2 = 0;
        for (Json vector : Vectors.json(CORE).get("valid").items()) {
            try {
                assertIsAFixedPoint(Psbt.parseBase64(vector.text()));
                read++;
            } catch (MalformedException refused) {
                assertEquals("version is not 0", refused.problem());
                version2++;
            }
        }
        assertEquals(34, read);
        assertEquals(14, version2);
    }

    /**
     * Core refuses more of these 63: fields of taproot (BIP371) and of version 2 (BIP370) that are malformed, or that
     * version 0 may not have. To this library they are unknown fields, preserved and never consulted. And two whose
     * previous transaction is not the one that the input names, which we refuse to sign rather than to read.
     */
    @Test
    void refusesTheInvalidPsbtsOfBitcoinCoreButForWhatItNeverConsults() {
        assertEquals(new Outcome(39, 22, 2), outcome("invalid"));
    }

    /** The same for 23 more, most of them with fields of taproot and MuSig2 (BIP373). */
    @Test
    void refusesTheInvalidPsbtsOfBitcoinCoreWithAMessageButForWhatItNeverConsults() {
        assertEquals(new Outcome(5, 18, 0), outcome("invalid_with_msg"));
    }

    private record Outcome(int refused, int readWithUnknownFields, int readAndNotSigned) {}

    private static Outcome outcome(String group) {
        int refused = 0;
        int unknown = 0;
        int notSigned = 0;
        for (Json vector : Vectors.json(CORE).get(group).items()) {
            boolean withMessage = vector.value() instanceof List;
            String base64 = (withMessage ? vector.items().get(0) : vector).text();
            try {
                Psbt psbt = Psbt.parseBase64(base64);
                assertIsAFixedPoint(psbt);
                if (hasUnknownFields(psbt)) {
                    unknown++;
                } else {
                    assertFault(PsbtFault.UTXO_MISMATCH, () -> psbt.spentOutput(0));
                    notSigned++;
                }
            } catch (MalformedException typed) {
                refused++;
            }
        }
        return new Outcome(refused, unknown, notSigned);
    }

    private static boolean hasUnknownFields(Psbt psbt) {
        return !psbt.others().isEmpty()
                || psbt.inputs().stream().anyMatch(input -> !input.others().isEmpty())
                || psbt.outputs().stream().anyMatch(output -> !output.others().isEmpty());
    }

    /** P11. */
    private static void assertIsAFixedPoint(Psbt psbt) {
        byte[] bytes = psbt.serialize();
        Psbt again = Psbt.parse(bytes);
        assertEquals(psbt, again);
        assertArrayEquals(bytes, again.serialize());
    }
}
