package org.escrowkit.core.bitcoin;

import static org.escrowkit.core.bitcoin.Refusals.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.bitcoin.Crypto;
import java.math.BigInteger;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaSignatureTest {
    private static final BigInteger HALF = TestSpends.ORDER.shiftRight(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3006020101020101",
                "300602017f02017f",
                "30080202008002020080",
                "3045022100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                        + "02207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void readsStrictDerAndWritesItBack(String hex) {
        ByteString der = ByteString.ofHex(hex);
        assertEquals(der, EcdsaSignature.parseDer(der).toDer());
        assertTrue(Crypto.isDERSignature(der.plus(1).toByteArray()), "bitcoin-kmp agrees");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, bytes expected",
        "30, 1, bytes expected",
        "3106020101020101, 1, not a DER sequence",
        "3005020101020101, 2, not a DER sequence",
        "3007020101020101, 2, not a DER sequence",
        "308106020101020101, 2, not a DER sequence",
        "300702010102010100, 8, 1 bytes too many",
        "3006030101020101, 3, not a DER integer",
        "3006020101030101, 6, not a DER integer",
        "30050200020101, 4, integer of 0 bytes",
        "30050201010200, 7, integer of 0 bytes",
        "3006020180020101, 5, negative",
        "3006020181020101, 5, negative",
        "30060201010201ff, 8, negative",
        "300702020001020101, 6, padded",
        "300702010102020001, 9, padded",
        "3003020101, 5, bytes expected",
        "3006020101020201, 7, bytes expected",
        "3006022101020101, 4, bytes expected",
        "3006022201020101, 4, integer of 34 bytes",
    })
    void refusesWhatBip66Refuses(String hex, int offset, String problem) {
        ByteString der = ByteString.ofHex(hex);
        assertMalformed(offset, problem, () -> EcdsaSignature.parseDer(der));
        assertFalse(Crypto.isDERSignature(der.plus(1).toByteArray()), "bitcoin-kmp agrees");
    }

    /** BIP66 lets these pass as encodings; no signature has such numbers, so nothing is lost by refusing them here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3006020100020101",
                "3006020101020100",
                "3026022101000000000000000000000000000000000000000000000000000000000000000002" + "0101"
            })
    void refusesNumbersThatNoSignatureHas(String hex) {
        ByteString der = ByteString.ofHex(hex);
        assertTrue(Crypto.isDERSignature(der.plus(1).toByteArray()), "an encoding to BIP66");
        assertThrows(MalformedException.class, () -> EcdsaSignature.parseDer(der));
    }

    @Test
    void tellsLowSFromHighS() {
        assertTrue(new EcdsaSignature(BigInteger.ONE, BigInteger.ONE).isLowS());
        assertTrue(new EcdsaSignature(BigInteger.ONE, HALF).isLowS());
        assertFalse(new EcdsaSignature(BigInteger.ONE, HALF.add(BigInteger.ONE)).isLowS());
        assertFalse(new EcdsaSignature(BigInteger.ONE, TestSpends.ORDER.subtract(BigInteger.ONE)).isLowS());
    }

    @Test
    void goesToCompactAndDerAndBackWhateverTheLengthOfItsNumbers() {
        long seed = 66;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            EcdsaSignature signature = new EcdsaSignature(number(random), number(random));
            String which = "seed " + seed + ", signature " + i;
            assertEquals(signature, EcdsaSignature.ofCompact(signature.toCompact()), which);
            assertEquals(signature, EcdsaSignature.parseDer(signature.toDer()), which);
        }
    }

    @Test
    void encodesSignaturesAsBitcoinjDoes() {
        long seed = 67;
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            var key = TestSpends.key(random);
            Sha256Hash hash = Sha256Hash.of(key.getPubKey());
            assertArrayEquals(
                    key.sign(hash).encodeToDER(),
                    TestSpends.sign(key, hash).toDer().toByteArray(),
                    "seed " + seed + ", signature " + i);
        }
    }

    @Test
    void refusesNumbersOutOfRangeInItsConstructor() {
        BigInteger tooLarge = BigInteger.ONE.shiftLeft(256);
        for (BigInteger wrong : new BigInteger[] {BigInteger.ZERO, BigInteger.ONE.negate(), tooLarge}) {
            assertThrows(IllegalArgumentException.class, () -> new EcdsaSignature(wrong, BigInteger.ONE));
            assertThrows(IllegalArgumentException.class, () -> new EcdsaSignature(BigInteger.ONE, wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> EcdsaSignature.ofCompact(new byte[63]));
        assertThrows(IllegalArgumentException.class, () -> EcdsaSignature.ofCompact(new byte[64]));
    }

    private static BigInteger number(Random random) {
        return new BigInteger(1 + random.nextInt(256), random).max(BigInteger.ONE);
    }
}
