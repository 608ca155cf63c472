package org.escrowkit.core.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.util.BigIntegers;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.TestSpends;
import org.junit.jupiter.api.Test;

/** BIP340's verification by both engines: the official vectors, and each engine against the other. */
class SchnorrTest {
    private static final long SEED = 340;
    private static final int CASES = 200;
    private static final BigInteger FIELD = BigInteger.ONE.shiftLeft(256).subtract(new BigInteger("1000003d1", 16));
    private static final List<CurveEngine> BOTH = List.of(new NativeEngine(), new BouncyCastleEngine());

    private record Vector(String index, ByteString key, ByteString message, ByteString signature, boolean valid) {
        static Vector parse(String line) {
            String[] field = line.split(",", -1);
            return new Vector(
                    field[0],
                    ByteString.ofHex(field[2]),
                    ByteString.ofHex(field[4]),
                    ByteString.ofHex(field[5]),
                    field[6].equals("TRUE"));
        }
    }

    private static List<Vector> vectors() {
        String csv = new String(Vectors.bytes("bips/bip340-test-vectors.csv"), StandardCharsets.US_ASCII);
        return csv.lines().skip(1).map(Vector::parse).toList();
    }

    /** All 15 with a message of 32 bytes, 5 good and 10 bad. */
    @Test
    void bothEnginesAgreeWithTheOfficialVectorsOfHashes() {
        int good = 0;
        int bad = 0;
        for (Vector vector : vectors()) {
            if (vector.message().size() != Sha256Hash.LENGTH) {
                continue;
            }
            Sha256Hash message = Sha256Hash.wrap(vector.message().toByteArray());
            for (CurveEngine engine : BOTH) {
                assertEquals(
                        vector.valid(),
                        engine.verifySchnorr(message, vector.signature(), vector.key()),
                        engine.description() + ", vector " + vector.index());
            }
            good += vector.valid() ? 1 : 0;
            bad += vector.valid() ? 0 : 1;
        }
        assertEquals(5, good);
        assertEquals(10, bad);
    }

    /** All 19: those with messages of other sizes, which hashes never are, only through the Java engine's inside. */
    @Test
    void theJavaEngineAgreesWithTheOfficialVectorsOfAllSizes() {
        List<Vector> all = vectors();
        for (Vector vector : all) {
            boolean verified =
                    BouncyCastleEngine.verifySchnorr(vector.message().toByteArray(), vector.signature(), vector.key());
            assertEquals(vector.valid(), verified, "vector " + vector.index());
        }
        assertEquals(19, all.size());
    }

    private record Signed(Sha256Hash message, ByteString signature, ByteString key) {
        static Signed random(Random random) {
            byte[] secret = TestSpends.key(random).getPrivKeyBytes();
            byte[] message = new byte[32];
            byte[] aux = new byte[32];
            random.nextBytes(message);
            random.nextBytes(aux);
            byte[] signature = Secp256k1.get().signSchnorr(message, secret, aux);
            PublicKey key = new PublicKey(
                    ByteString.of(Secp256k1.get().pubKeyCompress(Secp256k1.get().pubkeyCreate(secret))));
            return new Signed(Sha256Hash.wrap(message), ByteString.of(signature), key.xOnly());
        }

        boolean verified(CurveEngine engine) {
            return engine.verifySchnorr(message, signature, key);
        }

        Signed withR(BigInteger r) {
            byte[] bytes = signature.toByteArray();
            System.arraycopy(BigIntegers.asUnsignedByteArray(32, r), 0, bytes, 0, 32);
            return new Signed(message, ByteString.of(bytes), key);
        }

        Signed withS(BigInteger s) {
            byte[] bytes = signature.toByteArray();
            System.arraycopy(BigIntegers.asUnsignedByteArray(32, s), 0, bytes, 32, 32);
            return new Signed(message, ByteString.of(bytes), key);
        }

        BigInteger s() {
            return new BigInteger(1, Arrays.copyOfRange(signature.toByteArray(), 32, 64));
        }
    }

    @Test
    void agreeOnGoodSignaturesAndOnEveryFlippedBit() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            Signed good = Signed.random(random);
            Signed otherR = new Signed(good.message(), flipped(good.signature(), random.nextInt(256)), good.key());
            Signed otherS =
                    new Signed(good.message(), flipped(good.signature(), 256 + random.nextInt(256)), good.key());
            Signed otherKey = new Signed(good.message(), good.signature(), flipped(good.key(), random.nextInt(256)));
            ByteString hash = flipped(ByteString.of(good.message().getBytes()), random.nextInt(256));
            Signed otherHash = new Signed(Sha256Hash.wrap(hash.toByteArray()), good.signature(), good.key());
            for (CurveEngine engine : BOTH) {
                String which = engine.description() + ", seed " + SEED + ", case " + i;
                assertTrue(good.verified(engine), which);
                for (Signed wrong : List.of(otherR, otherS, otherKey, otherHash)) {
                    assertFalse(wrong.verified(engine), which);
                }
            }
        }
    }

    private static ByteString flipped(ByteString bytes, int bit) {
        byte[] changed = bytes.toByteArray();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        return ByteString.of(changed);
    }

    @Test
    void refuseNumbersOfOrBeyondTheFieldAndTheOrder() {
        Signed good = Signed.random(new Random(SEED));
        BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        BigInteger negated = CurveEngine.ORDER.subtract(good.s());
        for (CurveEngine engine : BOTH) {
            for (BigInteger number : List.of(BigInteger.ZERO, FIELD, CurveEngine.ORDER, most, negated)) {
                assertFalse(good.withR(number).verified(engine), engine.description());
                assertFalse(good.withS(number).verified(engine), engine.description());
            }
        }
    }

    /**
     * Key, nonce and so R and P are the generator: the addition behind s·G - e·P takes another formula than any other.
     */
    @Test
    void agreeWhereTheSumIsOfAPointAndItself() {
        byte[] x = generatorX();
        for (int i = 0; i < CASES; i++) {
            Sha256Hash message = Sha256Hash.of(new byte[i]);
            var challenge = new BigInteger(1, TaggedHash.of("BIP0340/challenge", x, x, message.getBytes()));
            Signed good = new Signed(message, ByteString.of(new byte[64]), ByteString.of(x))
                    .withR(new BigInteger(1, x))
                    .withS(challenge.add(BigInteger.ONE).mod(CurveEngine.ORDER));
            for (CurveEngine engine : BOTH) {
                assertTrue(good.verified(engine), engine.description());
                assertFalse(good.withS(good.s().add(BigInteger.ONE)).verified(engine), engine.description());
            }
        }
    }

    private static byte[] generatorX() {
        byte[] point = Secp256k1.get().pubkeyCreate(BigIntegers.asUnsignedByteArray(32, BigInteger.ONE));
        return Arrays.copyOfRange(point, 1, 33);
    }

    @Test
    void takeNoOtherSizes() {
        Signed good = Signed.random(new Random(SEED));
        ByteString longer = good.signature().plus(1);
        for (CurveEngine engine : BOTH) {
            assertFalse(engine.verifySchnorr(good.message(), longer, good.key()), engine.description());
            assertFalse(
                    engine.verifySchnorr(good.message(), good.signature().slice(0, 63), good.key()),
                    engine.description());
            assertFalse(engine.verifySchnorr(good.message(), ByteString.EMPTY, good.key()), engine.description());
            assertFalse(
                    engine.verifySchnorr(
                            good.message(), good.signature(), good.key().plus(0)),
                    engine.description());
            assertFalse(
                    engine.verifySchnorr(
                            good.message(), good.signature(), good.key().slice(0, 31)),
                    engine.description());
            assertFalse(engine.verifySchnorr(good.message(), good.signature(), ByteString.EMPTY), engine.description());
        }
    }

    @Test
    void theProcessVerifiesWithItsOneEngine() {
        assertSame(Curve.engine(), Curve.schnorrVerifier());
    }
}
