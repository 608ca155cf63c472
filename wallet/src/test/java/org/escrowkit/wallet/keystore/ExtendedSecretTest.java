package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import fr.acinq.secp256k1.Secp256k1;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.junit.jupiter.api.Test;

class ExtendedSecretTest {
    private static final List<SecretCurve> BOTH =
            List.of(new NativeSecretCurve(Secp256k1.get()), new JavaSecretCurve());

    @Test
    void derivesEveryPrivateChainOfBip32FromItsSeedWithBothEngines() throws IOException {
        for (SecretCurve curve : BOTH) {
            TreeMap<String, Integer> chains = new TreeMap<>();
            for (Bip32Vectors vector : Bip32Vectors.all()) {
                byte[] seed = HexFormat.of().parseHex(vector.seed());
                try (ExtendedSecret master = ExtendedSecret.ofSeed(curve, seed);
                        ExtendedSecret key = master.descend(
                                DerivationPath.parse(vector.path()).steps())) {
                    String which = curve + ", " + vector.seed() + ", " + vector.path();
                    assertEquals(vector.xprv(), xprv(key), which);
                    assertEquals(vector.xpub(), key.extendedPublicKey(true).toString(), which);
                }
                chains.merge(vector.seed().substring(0, 6), 1, Integer::sum);
            }
            // The last two seeds are those whose keys begin with zero bytes.
            assertEquals("{000102=6, 3ddd56=3, 4b3815=2, fffcf9=6}", chains.toString());
        }
    }

    @Test
    void derivesTheSameKeysAsBitcoinj() {
        long seed = 32;
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[16 + random.nextInt(49)];
            random.nextBytes(bytes);
            DeterministicKey theirs = HDKeyDerivation.createMasterPrivateKey(bytes);
            ExtendedSecret ours = ExtendedSecret.ofSeed(BOTH.get(i % 2), bytes);
            for (int step = 0; step < 3; step++) {
                int index = random.nextInt();
                theirs = HDKeyDerivation.deriveChildKey(theirs, new ChildNumber(index));
                ours = ours.child(index);
                String which = "seed " + seed + ", key " + i + ", step " + step;
                assertEquals(theirs.serializePrivB58(BitcoinNetwork.MAINNET), xprv(ours), which);
            }
        }
    }

    @Test
    void derivesAPublicChildOfWhichItHoldsThePrivateOne() {
        try (ExtendedSecret parent = ExtendedSecret.ofSeed(BOTH.get(0), new byte[32])) {
            ExtendedPublicKey publicParent = parent.extendedPublicKey(false);
            for (int index : new int[] {0, 1, 255, 256, Integer.MAX_VALUE}) {
                assertEquals(publicParent.child(index), parent.child(index).extendedPublicKey(false), "index " + index);
            }
        }
    }

    @Test
    void isWipedWhenClosedAndRefusesEverythingAfterThat() {
        ExtendedSecret key = ExtendedSecret.ofSeed(BOTH.get(0), new byte[32]);
        assertFalse(Arrays.equals(new byte[32], key.key));
        key.close();
        key.close();
        assertArrayEquals(new byte[32], key.key);
        assertArrayEquals(new byte[32], key.chainCode);
        assertThrows(KeyClosedException.class, () -> key.child(0));
        assertThrows(KeyClosedException.class, () -> key.descend(List.of()));
        assertThrows(KeyClosedException.class, () -> key.extendedPublicKey(true));
        assertThrows(KeyClosedException.class, () -> key.sign(Sha256Hash.ZERO_HASH));
    }

    @Test
    void aDescendantOutlivesItsAncestor() {
        ExtendedSecret ancestor = ExtendedSecret.ofSeed(BOTH.get(0), new byte[32]);
        ExtendedSecret itself = ancestor.descend(List.of());
        ExtendedSecret child = ancestor.descend(List.of(7));
        ancestor.close();
        assertEquals(ancestor.publicKey(), itself.publicKey());
        assertEquals(child.publicKey(), itself.child(7).publicKey());
        assertFalse(Arrays.equals(new byte[32], child.key));
    }

    @Test
    void printsNothingItHolds() {
        ExtendedSecret key = ExtendedSecret.ofSeed(BOTH.get(0), new byte[32]);
        assertEquals("ExtendedSecret[redacted]", key.toString());
    }

    private static String xprv(ExtendedSecret key) {
        byte[] xpub = key.extendedPublicKey(true).serialize();
        byte[] body = Bytes.concat(Ints.toByteArray(0x0488ade4), Arrays.copyOfRange(xpub, 4, 45), new byte[1], key.key);
        return Base58.encodeChecked(body[0], Arrays.copyOfRange(body, 1, body.length));
    }
}
