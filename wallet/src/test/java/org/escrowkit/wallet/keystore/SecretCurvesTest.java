package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.util.BigIntegers;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.keys.Curve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two engines for private keys against each other, and against signatures that Bitcoin Core's tests hold. */
class SecretCurvesTest {
    private static final long SEED = 6979;
    private static final int CASES = 500;
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final SecretCurve NATIVE = new NativeSecretCurve(Secp256k1.get());
    private static final SecretCurve JAVA = new JavaSecretCurve();

    @Test
    void agreeOnSumsAndPublicKeys() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            byte[] key = scalar(random);
            byte[] tweak = scalar(random);
            String which = "seed " + SEED + ", case " + i;
            byte[] sum = Objects.requireNonNull(NATIVE.add(key, tweak), which);
            assertEquals(number(key).add(number(tweak)).mod(ORDER), number(sum), which);
            assertArrayEquals(sum, JAVA.add(key, tweak), which);
            assertArrayEquals(NATIVE.publicKey(key), JAVA.publicKey(key), which);
        }
    }

    @Test
    void agreeOnScalarsOutOfRangeAndOnSumsThatVanish() {
        byte[] one = bytes(BigInteger.ONE);
        byte[] last = bytes(ORDER.subtract(BigInteger.ONE));
        for (SecretCurve curve : List.of(NATIVE, JAVA)) {
            String which = curve.toString();
            assertNull(curve.add(one, last), which);
            assertNull(curve.add(last, one), which);
            for (BigInteger beyond :
                    List.of(ORDER, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))) {
                assertNull(curve.add(one, bytes(beyond)), which);
                assertNull(curve.add(null, bytes(beyond)), which);
            }
            assertNull(curve.add(null, new byte[32]), which);
            assertArrayEquals(one, curve.add(one, new byte[32]), which + ": BIP32 forbids only a sum of zero");
            assertArrayEquals(one, curve.add(null, one), which);
            assertArrayEquals(bytes(ORDER.subtract(BigInteger.TWO)), curve.add(last, last), which);
        }
    }

    @Test
    void giveTheSameSignaturesWithAndWithoutExtraEntropy() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            byte[] key = scalar(random);
            Sha256Hash hash = Sha256Hash.wrap(randomBytes(random));
            byte[] entropy = i % 2 == 0 ? null : randomBytes(random);
            assertArrayEquals(
                    NATIVE.sign(hash, key, entropy), JAVA.sign(hash, key, entropy), "seed " + SEED + ", case " + i);
        }
    }

    /** RFC 6979 takes the hash modulo the order; whether an implementation does shows only here. */
    @Test
    void giveTheSameSignaturesOfHashesAtAndBeyondTheGroupOrder() {
        byte[] key = bytes(BigInteger.valueOf(6979));
        BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (BigInteger number :
                List.of(BigInteger.ZERO, BigInteger.ONE, ORDER.subtract(BigInteger.ONE), ORDER, most)) {
            Sha256Hash hash = Sha256Hash.wrap(bytes(number));
            assertArrayEquals(NATIVE.sign(hash, key, null), JAVA.sign(hash, key, null), number.toString(16));
        }
    }

    @Test
    void grindTheSameLowSignaturesThatVerifyInAtMost71Bytes() {
        Random random = new Random(SEED);
        int ground = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] key = scalar(random);
            Sha256Hash hash = Sha256Hash.wrap(randomBytes(random));
            String which = "seed " + SEED + ", case " + i;
            EcdsaSignature signature = LowR.sign(NATIVE, hash, key);
            assertEquals(signature, LowR.sign(JAVA, hash, key), which);
            assertTrue(signature.isLowS() && signature.r().bitLength() < 256, which);
            assertTrue(signature.toDer().plus(1).size() <= 71, which);
            assertTrue(Curve.verifier().verify(hash, signature, ByteString.of(NATIVE.publicKey(key))), which);
            int tries = triesOfBitcoinCore(hash, key, signature);
            ground += tries > 0 ? 1 : 0;
        }
        assertTrue(ground > CASES / 3 && ground < CASES * 2 / 3, "half of all nonces have a high R: " + ground);
    }

    /** As {@code CKey::Sign} does: no entropy first, then a little-endian counter in 32 bytes, from 1. */
    private static int triesOfBitcoinCore(Sha256Hash hash, byte[] key, EcdsaSignature expected) {
        for (int tries = 0; ; tries++) {
            byte[] entropy = ByteBuffer.allocate(32)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(tries)
                    .array();
            byte[] compact = Secp256k1.get().sign(hash.getBytes(), key, tries == 0 ? null : entropy);
            if (compact[0] >= 0) {
                assertArrayEquals(expected.toCompact(), compact);
                return tries;
            }
        }
    }

    /** The deterministic signatures in Bitcoin Core's src/test/key_tests.cpp. */
    @ParameterizedTest
    @CsvSource({
        "12b004fff7f4b69ef8650e767f18f11ede158148b425660723b9f9a66e61f747, 304402205dbbddda71772d95ce91cd2d14b592cfbc1d"
                + "d0aabd6a394b6c2d377bbe59d31d022014ddda21494a4e221f0824f0b8b924c43fa43c0ad57dccdaa11f81a6bd4582f6",
        "b524c28b61c9b2c49b2c7dd4c2d75887abb78768c054bd7c01af4029f6c0d117, 3044022052d8a32079c11e79db95af63bb9600c5b04f"
                + "21a9ca33dc129c2bfa8ac9dc1cd5022061d8ae5e0f6c1a16bde3719c64c2fd70e404b6428ab9a69566962e8771b5944d"
    })
    void signAsBitcoinCoreDoes(String key, String der) {
        Sha256Hash hash = Sha256Hash.twiceOf("Very deterministic message".getBytes(StandardCharsets.US_ASCII));
        for (SecretCurve curve : List.of(NATIVE, JAVA)) {
            assertEquals(
                    der,
                    LowR.sign(curve, hash, HexFormat.of().parseHex(key)).toDer().toHex(),
                    curve.toString());
        }
    }

    private static byte[] scalar(Random random) {
        return bytes(
                new BigInteger(320, random).mod(ORDER.subtract(BigInteger.ONE)).add(BigInteger.ONE));
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private static byte[] bytes(BigInteger number) {
        return BigIntegers.asUnsignedByteArray(32, number);
    }
}
