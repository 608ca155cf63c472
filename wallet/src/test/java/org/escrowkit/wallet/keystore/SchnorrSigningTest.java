package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.bouncycastle.util.BigIntegers;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.keys.PublicKey;
import org.junit.jupiter.api.Test;

/** S27: BIP340's signatures by both engines for private keys. */
class SchnorrSigningTest {
    private static final long SEED = 340;
    private static final int CASES = 500;
    private static final SecretCurve NATIVE = new NativeSecretCurve(Secp256k1.get());
    private static final SecretCurve JAVA = new JavaSecretCurve();

    /** Those 4 of the 19 that sign a message of 32 bytes. */
    @Test
    void bothEnginesSignAsTheOfficialVectorsDo() throws IOException {
        Path folder = Path.of(System.getProperty("escrowkit.vectors", "../../shared/vectors"));
        assumeTrue(Files.isDirectory(folder), () -> "no test vectors in " + folder.toAbsolutePath());
        int signed = 0;
        for (String line : Files.readAllLines(folder.resolve("bips/bip340-test-vectors.csv"))) {
            String[] field = line.split(",", -1);
            if (field[1].length() != 64 || field[4].length() != 64) {
                continue;
            }
            Sha256Hash message = Sha256Hash.wrap(field[4].toLowerCase(Locale.ROOT));
            for (SecretCurve curve : List.of(NATIVE, JAVA)) {
                byte[] signature = curve.signSchnorr(message, hex(field[1]), hex(field[3]));
                assertArrayEquals(hex(field[5]), signature, "vector " + field[0]);
            }
            signed++;
        }
        assertEquals(4, signed);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Test
    void bothEnginesGiveTheSameSignaturesWhichVerify() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            // 255 bits are below the order, and the first key is 1.
            byte[] key =
                    BigIntegers.asUnsignedByteArray(32, new BigInteger(i == 0 ? 0 : 255, random).max(BigInteger.ONE));
            byte[] auxiliary = new byte[32];
            byte[] message = new byte[32];
            random.nextBytes(auxiliary);
            random.nextBytes(message);
            String which = "seed " + SEED + ", case " + i;
            byte[] signature = JAVA.signSchnorr(Sha256Hash.wrap(message), key, auxiliary);
            assertArrayEquals(NATIVE.signSchnorr(Sha256Hash.wrap(message), key, auxiliary), signature, which);
            ByteString xOnly = ByteString.of(NATIVE.publicKey(key)).slice(1, PublicKey.SIZE);
            assertTrue(
                    Curve.schnorrVerifier().verifySchnorr(Sha256Hash.wrap(message), ByteString.of(signature), xOnly),
                    which);
        }
    }

    @Test
    void aDerivedKeySignsUntilItIsClosed() {
        Sha256Hash message = Sha256Hash.of(new byte[1]);
        byte[] auxiliary = new byte[32];
        try (ExtendedSecret master = ExtendedSecret.ofSeed(SecretCurve.ENGINE, new byte[32])) {
            ExtendedSecret derived = master.descend(List.of(1, 2));
            ByteString signature = derived.signSchnorr(message, auxiliary);
            assertEquals(64, signature.size());
            ByteString key = derived.publicKey().xOnly();
            assertTrue(Curve.schnorrVerifier().verifySchnorr(message, signature, key));
            assertFalse(Curve.schnorrVerifier().verifySchnorr(Sha256Hash.ZERO_HASH, signature, key));
            derived.close();
            assertThrows(KeyClosedException.class, () -> derived.signSchnorr(message, auxiliary));
        }
    }
}
