package org.escrowkit.core.keys;

import static org.escrowkit.core.keys.KeyFaultTest.assertFault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.Vectors;
import org.escrowkit.core.Vectors.Json;
import org.escrowkit.core.bitcoin.ByteString;
import org.junit.jupiter.api.Test;

class ExtendedPublicKeyTest {
    private static final ExtendedPublicKey XPUB = TestKeys.seeded(1).xpub();

    @Test
    void derivesThePublicChildrenOfEveryBip32Vector() {
        int derived = 0;
        int read = 0;
        for (Json vector :
                Vectors.json("bips/bip032-vectors.json").get("vectors").items()) {
            List<Json> chains = vector.get("chains").items();
            for (int i = 0; i < chains.size(); i++) {
                ExtendedPublicKey xpub = ExtendedPublicKey.parse(chains.get(i).text("xpub"));
                DerivationPath path = DerivationPath.parse(chains.get(i).text("path"));
                assertEquals(chains.get(i).text("xpub"), xpub.toString());
                assertEquals(path.depth(), xpub.depth());
                read++;
                int step = path.depth() == 0 ? -1 : path.steps().get(path.depth() - 1);
                if (step >= 0) {
                    ExtendedPublicKey parent =
                            ExtendedPublicKey.parse(chains.get(i - 1).text("xpub"));
                    assertEquals(xpub, parent.child(step));
                    derived++;
                }
            }
        }
        assertEquals(17, read);
        assertEquals(6, derived, "the other 7 children are hardened");
    }

    @Test
    void refusesEveryInvalidExtendedKeyOfBip32() {
        Map<KeyFault, Integer> faults = new EnumMap<>(KeyFault.class);
        for (Json key : Vectors.json("bips/bip032-vectors.json")
                .get("invalid_extended_keys")
                .items()) {
            KeyException refused = assertThrows(
                    KeyException.class, () -> ExtendedPublicKey.parse(key.text("key")), key.text("reason"));
            faults.merge(refused.fault(), 1, Integer::sum);
        }
        assertEquals(
                Map.of(
                        KeyFault.PRIVATE, 7,
                        KeyFault.NOT_AN_EXTENDED_KEY, 5,
                        KeyFault.NOT_COMPRESSED, 3,
                        KeyFault.NOT_ON_CURVE, 1),
                faults);
    }

    @Test
    void refusesEveryPrivateKeyOfBip32() {
        int refused = 0;
        for (Json vector :
                Vectors.json("bips/bip032-vectors.json").get("vectors").items()) {
            for (Json chain : vector.get("chains").items()) {
                assertFault(KeyFault.PRIVATE, () -> ExtendedPublicKey.parse(chain.text("xprv")));
                refused++;
            }
        }
        assertEquals(17, refused);
    }

    @Test
    void derivesTheSameChildrenAsBitcoinj() {
        long seed = 32;
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            DeterministicKey theirs = HDKeyDerivation.createMasterPubKeyFromBytes(
                    HDKeyDerivation.createMasterPrivateKey(randomBytes(random)).getPubKey(), randomBytes(random));
            ExtendedPublicKey ours = new ExtendedPublicKey(
                    false,
                    0,
                    ByteString.of(new byte[4]),
                    0,
                    ByteString.of(theirs.getChainCode()),
                    TestKeys.publicKey(theirs));
            for (int step = 0; step < 3; step++) {
                int index = random.nextInt(Integer.MAX_VALUE);
                theirs = HDKeyDerivation.deriveChildKey(theirs, new ChildNumber(index));
                ours = ours.child(index);
                String which = "seed " + seed + ", key " + i + ", step " + step;
                assertArrayEquals(theirs.getPubKey(), ours.key().bytes().toByteArray(), which);
                assertArrayEquals(theirs.getChainCode(), ours.chainCode().toByteArray(), which);
                assertEquals(theirs.serializePubB58(BitcoinNetwork.TESTNET), ours.toString(), which);
            }
        }
    }

    /** Often enough for the compiler of the virtual machine to have its turn; bitcoinj's are the keys to expect. */
    @Test
    void derivesAChildsKeyAloneAsTheKeyOfTheChild() {
        DeterministicKey theirs = TestKeys.seeded(1).account();
        for (int index = 0; index < 3000; index++) {
            PublicKey alone = XPUB.childKey(index);
            assertEquals(XPUB.child(index).key(), alone, "index " + index);
            if (index % 10 == 0) {
                assertEquals(TestKeys.publicKey(HDKeyDerivation.deriveChildKey(theirs, new ChildNumber(index))), alone);
            }
        }
    }

    @Test
    void derivesBelowAKeyThatWasDerivedAlone() {
        ExtendedPublicKey child = XPUB.child(7);
        ExtendedPublicKey rebuilt =
                new ExtendedPublicKey(false, 1, ByteString.ofHex("01020304"), 7, child.chainCode(), XPUB.childKey(7));
        assertEquals(child.child(9).key(), rebuilt.childKey(9));
    }

    @Test
    void readsBackWhatItPrints() {
        for (BitcoinNetwork network : new BitcoinNetwork[] {BitcoinNetwork.MAINNET, BitcoinNetwork.TESTNET}) {
            ExtendedPublicKey xpub = TestKeys.seeded(2, network).xpub();
            assertEquals(xpub, ExtendedPublicKey.parse(xpub.toString()));
            assertEquals(xpub.toString(), TestKeys.base58(ByteString.of(xpub.serialize())));
        }
    }

    @Test
    void belongsToItsNetwork() {
        ExtendedPublicKey mainnet = TestKeys.seeded(3, BitcoinNetwork.MAINNET).xpub();
        ExtendedPublicKey testnet = TestKeys.seeded(3, BitcoinNetwork.TESTNET).xpub();
        for (BitcoinNetwork network : BitcoinNetwork.values()) {
            assertEquals(network == BitcoinNetwork.MAINNET, mainnet.isFor(network), network::toString);
            assertEquals(network != BitcoinNetwork.MAINNET, testnet.isFor(network), network::toString);
        }
    }

    @Test
    void isTheSameKeyWhateverItSaysOfItsPlace() {
        ExtendedPublicKey moved =
                new ExtendedPublicKey(XPUB.mainnet(), 9, ByteString.ofHex("01020304"), 7, XPUB.chainCode(), XPUB.key());
        assertTrue(XPUB.sameKeyAs(moved));
        assertEquals(XPUB.child(5).key(), moved.child(5).key());
        assertFalse(XPUB.sameKeyAs(XPUB.child(0)));
    }

    @Test
    void hasNoHardenedChildren() {
        assertThrows(IllegalArgumentException.class, () -> XPUB.child(-1));
        assertThrows(IllegalArgumentException.class, () -> XPUB.child(DerivationPath.HARDENED));
        assertEquals(Integer.MAX_VALUE, XPUB.child(Integer.MAX_VALUE).childNumber());
    }

    @Test
    void hasNoChildrenBelowTheDeepestDepth() {
        ExtendedPublicKey deepest =
                new ExtendedPublicKey(false, 255, ByteString.ofHex("01020304"), 7, XPUB.chainCode(), XPUB.key());
        assertFault(KeyFault.NOT_AN_EXTENDED_KEY, () -> deepest.child(0));
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }
}
