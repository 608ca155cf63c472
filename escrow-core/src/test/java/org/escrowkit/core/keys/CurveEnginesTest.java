package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.TestSpends;
import org.junit.jupiter.api.Test;

/** The two engines against each other, on good input and on what an attacker would send. */
class CurveEnginesTest {
    private static final long SEED = 256;
    private static final int CASES = 200;
    private static final CurveEngine NATIVE = new NativeEngine();
    private static final CurveEngine JAVA = new BouncyCastleEngine();
    private static final List<CurveEngine> BOTH = List.of(NATIVE, JAVA);

    @Test
    void choosesTheNativeEngineWhereItLoads() {
        assertEquals("libsecp256k1 (native)", Curve.description());
        assertSame(Curve.engine(), Curve.verifier());
        assertEquals("BouncyCastle (pure Java)", JAVA.description());
    }

    @Test
    void agreeOnWhichBytesAreAPoint() {
        Random random = new Random(SEED);
        int points = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[33];
            random.nextBytes(bytes);
            bytes[0] = (byte) (2 + random.nextInt(2));
            assertArrayEquals(NATIVE.decode(bytes), JAVA.decode(bytes), "seed " + SEED + ", key " + i);
            points += JAVA.decode(bytes) != null ? 1 : 0;
        }
        assertTrue(points > CASES / 4 && points < CASES * 3 / 4, "half of all x have a point: " + points);
    }

    @Test
    void takeNothingButACompressedPoint() {
        ECKey key = TestSpends.key(new Random(SEED));
        byte[] uncompressed = key.decompress().getPubKey();
        byte[] hybrid = uncompressed.clone();
        hybrid[0] = (byte) (6 + (uncompressed[64] & 1));
        byte[] ofLength32 = Arrays.copyOf(key.getPubKey(), 32);
        byte[] infinity = {0};
        byte[] beyondTheField = new byte[33];
        Arrays.fill(beyondTheField, (byte) 0xff);
        beyondTheField[0] = 2;
        Sha256Hash hash = Sha256Hash.of(new byte[0]);
        EcdsaSignature signature = TestSpends.sign(key, hash);
        byte[] one = bytes(BigInteger.ONE);
        for (byte[] wrong :
                new byte[][] {uncompressed, hybrid, ofLength32, infinity, new byte[0], new byte[33], beyondTheField}) {
            for (CurveEngine engine : BOTH) {
                String which = engine.description() + ", " + ByteString.of(wrong);
                assertNull(engine.decode(wrong), which);
                assertFalse(engine.verify(hash, signature, ByteString.of(wrong)), which);
            }
        }
        byte[] offTheCurve = uncompressed.clone();
        offTheCurve[64] ^= 1;
        byte[] negated = key.decompress().getPubKeyPoint().negate().getEncoded(false);
        byte[] mislabelled = negated.clone();
        mislabelled[0] = 7;
        for (byte[] wrong : new byte[][] {
            key.getPubKey(), hybrid, offTheCurve, mislabelled, ofLength32, infinity, new byte[0], new byte[65]
        }) {
            for (CurveEngine engine : BOTH) {
                String which = engine.description() + ", " + ByteString.of(wrong);
                assertNull(engine.addScalarTimesGenerator(wrong, one), which);
            }
        }
        assertArrayEquals(uncompressed, NATIVE.decode(key.getPubKey()));
        assertTrue(NATIVE.verify(hash, signature, ByteString.of(key.getPubKey())));
    }

    @Test
    void agreeOnSumsOfPointAndScalar() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            ECKey key = TestSpends.key(random);
            BigInteger scalar = new BigInteger(255, random).max(BigInteger.ONE);
            byte[] sum = JAVA.addScalarTimesGenerator(point(key), bytes(scalar));
            String which = "seed " + SEED + ", sum " + i;
            assertArrayEquals(sum, NATIVE.addScalarTimesGenerator(point(key), bytes(scalar)), which);
            BigInteger expected = key.getPrivKey().add(scalar).mod(TestSpends.ORDER);
            assertArrayEquals(point(ECKey.fromPrivate(expected)), sum, which);
        }
    }

    @Test
    void giveNoSumAtInfinityOrForAScalarOutOfRange() {
        ECKey key = TestSpends.key(new Random(SEED));
        BigInteger opposite = TestSpends.ORDER.subtract(key.getPrivKey());
        BigInteger last = TestSpends.ORDER.subtract(BigInteger.ONE);
        BigInteger beyond = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (CurveEngine engine : BOTH) {
            for (BigInteger scalar : List.of(opposite, BigInteger.ZERO, TestSpends.ORDER, beyond)) {
                assertNull(
                        engine.addScalarTimesGenerator(point(key), bytes(scalar)),
                        engine.description() + ", " + scalar.toString(16));
            }
            assertNotNull(engine.addScalarTimesGenerator(point(key), bytes(last)), engine.description());
            // A point plus itself takes another formula than any other sum.
            assertArrayEquals(
                    point(ECKey.fromPrivate(key.getPrivKey().shiftLeft(1).mod(TestSpends.ORDER))),
                    engine.addScalarTimesGenerator(point(key), bytes(key.getPrivKey())),
                    engine.description());
        }
    }

    @Test
    void agreeOnGoodSignaturesAndTheirMalleableTwins() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            ECKey key = TestSpends.key(random);
            ByteString publicKey = ByteString.of(key.getPubKey());
            Sha256Hash hash = Sha256Hash.of(key.getPubKey());
            EcdsaSignature signature = TestSpends.sign(key, hash);
            EcdsaSignature highS = new EcdsaSignature(signature.r(), TestSpends.ORDER.subtract(signature.s()));
            for (CurveEngine engine : BOTH) {
                String which = engine.description() + ", seed " + SEED + ", signature " + i;
                assertTrue(engine.verify(hash, signature, publicKey), which);
                assertTrue(engine.verify(hash, highS, publicKey), which + ": high S is for others to refuse");
                assertFalse(engine.verify(Sha256Hash.of(new byte[i]), signature, publicKey), which);
                assertFalse(engine.verify(hash, mutated(signature, random), publicKey), which);
            }
        }
    }

    @Test
    void refuseSignaturesWithNumbersOfOrBeyondTheGroupOrder() {
        ECKey key = TestSpends.key(new Random(SEED));
        ByteString publicKey = ByteString.of(key.getPubKey());
        Sha256Hash hash = Sha256Hash.of(key.getPubKey());
        EcdsaSignature good = TestSpends.sign(key, hash);
        BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (CurveEngine engine : BOTH) {
            for (BigInteger number : List.of(TestSpends.ORDER, most, BigInteger.ONE)) {
                assertFalse(engine.verify(hash, new EcdsaSignature(number, good.s()), publicKey), engine.description());
                assertFalse(engine.verify(hash, new EcdsaSignature(good.r(), number), publicKey), engine.description());
            }
        }
    }

    private static EcdsaSignature mutated(EcdsaSignature signature, Random random) {
        int bit = random.nextInt(250);
        return random.nextBoolean()
                ? new EcdsaSignature(signature.r().flipBit(bit), signature.s())
                : new EcdsaSignature(signature.r(), signature.s().flipBit(bit));
    }

    private static byte[] point(ECKey key) {
        return key.decompress().getPubKey();
    }

    private static byte[] bytes(BigInteger scalar) {
        byte[] bytes = new byte[32];
        byte[] digits = scalar.toByteArray();
        int length = Math.min(32, digits.length);
        System.arraycopy(digits, digits.length - length, bytes, 32 - length, length);
        return bytes;
    }
}
