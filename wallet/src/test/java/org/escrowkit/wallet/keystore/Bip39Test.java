package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bitcoinj.crypto.MnemonicCode;
import org.bitcoinj.crypto.MnemonicException;
import org.junit.jupiter.api.Test;

/** Our reading and writing of words beside bitcoinj's. */
class Bip39Test {
    @Test
    void wordsAndSeedsAreThoseOfBitcoinjForEveryLength() throws MnemonicException {
        long seed = 39;
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] entropy = new byte[16 + 4 * (i % 5)];
            random.nextBytes(entropy);
            List<String> theirs = MnemonicCode.INSTANCE.toMnemonic(entropy);
            String which = "seed " + seed + ", number " + i;
            char[] ours = Bip39.words(entropy);
            assertEquals(String.join(" ", theirs), new String(ours), which);
            String passphrase = i % 2 == 0 ? "" : "pa\u00df \u00e9 " + i;
            assertArrayEquals(
                    MnemonicCode.toSeed(theirs, Normalizer.normalize(passphrase, Normalizer.Form.NFKD)),
                    Bip39.seed(ours, passphrase.toCharArray()),
                    which);
        }
    }

    @Test
    void aWordMoreLessOrChangedIsRefusedAsBitcoinjRefusesIt() {
        long seed = 40;
        Random random = new Random(seed);
        List<String> all = MnemonicCode.INSTANCE.getWordList();
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] entropy = new byte[16 + 4 * (i % 5)];
            random.nextBytes(entropy);
            List<String> words = new ArrayList<>(List.of(new String(Bip39.words(entropy)).split(" ", -1)));
            switch (i % 3) {
                case 0 -> words.set(random.nextInt(words.size()), all.get(random.nextInt(all.size())));
                case 1 -> words.remove(random.nextInt(words.size()));
                default -> words.add(all.get(random.nextInt(all.size())));
            }
            boolean good = isGoodForBitcoinj(words);
            refused += good ? 0 : 1;
            char[] text = String.join(" ", words).toCharArray();
            if (good) {
                Bip39.seed(text, new char[0]);
            } else {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Bip39.seed(text, new char[0]),
                        () -> "seed " + seed + ": " + words);
            }
        }
        assertFalse(refused < 250, refused + " refused");
    }

    private static boolean isGoodForBitcoinj(List<String> words) {
        try {
            MnemonicCode.INSTANCE.check(words);
            return true;
        } catch (MnemonicException refused) {
            return false;
        }
    }

    @Test
    void whiteSpaceBetweenWordsDoesNotMatterAndOtherThingsDo() {
        String words = new String(Bip39.words(new byte[16]));
        byte[] seed = Bip39.seed(words.toCharArray(), new char[0]);
        String spread = "\n " + words.replace(" ", " \t\r\n") + "  ";
        assertArrayEquals(seed, Bip39.seed(spread.toCharArray(), new char[0]));
        for (String bad :
                new String[] {"", "  ", words.replace(' ', ','), words.replace("abandon", "Abandon"), words + " x"}) {
            assertThrows(IllegalArgumentException.class, () -> Bip39.seed(bad.toCharArray(), new char[0]), bad);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Bip39.seed((words + " ").repeat(1_000).toCharArray(), new char[0]));
    }

    @Test
    void freshWordsAreTwentyFourAndMakeAKey() {
        SecureRandom random = new SecureRandom();
        char[] one = MasterKey.newMnemonic(random);
        char[] other = MasterKey.newMnemonic(random);
        assertEquals(24, new String(one).split(" ", -1).length);
        assertFalse(new String(one).equals(new String(other)));
        MasterKey.ofMnemonic(one, new char[0]).close();
    }
}
