package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.keys.AccountKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final KeyFileCost CHEAP = new KeyFileCost(64, 1, 1);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Where in the file the cost stands, and behind it the salt. */
    private static final int COST = 14;

    private static final int SALT = 23;
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("lender.key");
    }

    private Path written() {
        try (MasterKey master = master()) {
            KeyFile.write(master, file(), PASSPHRASE, RANDOM, CHEAP);
        }
        return file();
    }

    private static MasterKey master() {
        return MasterKey.ofSeed(new byte[32]);
    }

    private static AccountKey account(MasterKey master) {
        try (AccountSecret account = master.account(BitcoinNetwork.REGTEST, 0)) {
            return account.publicKey();
        }
    }

    private void assertFault(KeyFileFault fault, Executable action) {
        KeyFileException refused = assertThrows(KeyFileException.class, action);
        assertEquals(fault, refused.fault());
        assertEquals(file(), refused.file());
    }

    @Test
    void whatIsWrittenOpensWithItsPassphrase() {
        try (MasterKey opened = KeyFile.open(written(), PASSPHRASE)) {
            assertEquals(account(master()), account(opened));
        }
    }

    @Test
    void theUsualCostOpensToo() {
        try (MasterKey master = master()) {
            KeyFile.write(master, file(), PASSPHRASE, RANDOM);
        }
        try (MasterKey opened = KeyFile.open(file(), PASSPHRASE)) {
            assertEquals(account(master()), account(opened));
        }
    }

    @Test
    void aWrongPassphraseIsNamed() {
        Path file = written();
        assertFault(KeyFileFault.WRONG_PASSPHRASE, () -> KeyFile.open(file, "correct hors".toCharArray()));
        assertFault(KeyFileFault.WRONG_PASSPHRASE, () -> KeyFile.open(file, new char[0]));
    }

    /** Every byte of the file counts: changed, it is refused, and nothing is opened. */
    @Test
    void noChangedByteGoesUnnoticed() throws IOException {
        byte[] honest = Files.readAllBytes(written());
        for (int i = 0; i < honest.length; i++) {
            byte[] changed = honest.clone();
            // The lowest bit, so that the cost of a changed header stays bearable.
            changed[i] ^= 1;
            Files.write(file(), changed);
            int place = i;
            KeyFileException refused =
                    assertThrows(KeyFileException.class, () -> KeyFile.open(file(), PASSPHRASE), () -> "byte " + place);
            boolean inCost = place >= COST && place < SALT;
            KeyFileFault expected = place < COST ? KeyFileFault.MALFORMED : KeyFileFault.WRONG_PASSPHRASE;
            assertTrue(
                    refused.fault() == expected || (inCost && refused.fault() == KeyFileFault.MALFORMED),
                    () -> "byte " + place + ": " + refused.fault());
        }
    }

    @Test
    void neitherATruncatedNorALongerFileIsOpened() throws IOException {
        byte[] honest = Files.readAllBytes(written());
        for (int size : new int[] {0, 1, 13, 50, honest.length - 1}) {
            Files.write(file(), Arrays.copyOf(honest, size));
            assertFault(KeyFileFault.MALFORMED, () -> KeyFile.open(file(), PASSPHRASE));
        }
        Files.write(file(), Arrays.copyOf(honest, honest.length + 1));
        assertFault(KeyFileFault.MALFORMED, () -> KeyFile.open(file(), PASSPHRASE));
    }

    /** A file from elsewhere that asks for a terabyte of memory. */
    @Test
    void anAbsurdCostIsRefusedBeforeItIsPaid() throws IOException {
        byte[] greedy = Files.readAllBytes(written());
        greedy[COST] = 0x7f;
        Files.write(file(), greedy);
        assertFault(KeyFileFault.MALFORMED, () -> KeyFile.open(file(), PASSPHRASE));
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        byte[] honest = Files.readAllBytes(written());
        try (MasterKey other = MasterKey.generate(RANDOM)) {
            assertFault(KeyFileFault.EXISTS, () -> KeyFile.write(other, file(), PASSPHRASE, RANDOM, CHEAP));
        }
        assertArrayEquals(honest, Files.readAllBytes(file()));
    }

    @Test
    void aChangedPassphraseReplacesTheOldOneAsAWhole() throws IOException {
        Path file = written();
        byte[] before = Files.readAllBytes(file);
        char[] next = "battery staple".toCharArray();
        assertFault(
                KeyFileFault.WRONG_PASSPHRASE, () -> KeyFile.changePassphrase(file, next, PASSPHRASE, RANDOM, CHEAP));
        assertArrayEquals(before, Files.readAllBytes(file));
        KeyFile.changePassphrase(file, PASSPHRASE, next, RANDOM, CHEAP);
        assertFault(KeyFileFault.WRONG_PASSPHRASE, () -> KeyFile.open(file, PASSPHRASE));
        try (MasterKey opened = KeyFile.open(file, next)) {
            assertEquals(account(master()), account(opened));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whatOthersMayReadIsNotOpened() throws IOException {
        Path file = written();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertFault(KeyFileFault.EXPOSED, () -> KeyFile.open(file, PASSPHRASE));
    }

    @Test
    void whatIsNotThereOrCannotBeWrittenIsNamed() {
        assertFault(KeyFileFault.MISSING, () -> KeyFile.open(file(), PASSPHRASE));
        Path nowhere = directory.resolve("no such directory").resolve("lender.key");
        try (MasterKey master = master()) {
            KeyFileException refused = assertThrows(
                    KeyFileException.class, () -> KeyFile.write(master, nowhere, PASSPHRASE, RANDOM, CHEAP));
            assertEquals(KeyFileFault.NOT_WRITTEN, refused.fault());
        }
    }

    @Test
    void theSameKeyIsNeverWrittenTwiceAlikeNorInTheClear() throws IOException {
        byte[] first = Files.readAllBytes(written());
        Files.delete(file());
        byte[] second = Files.readAllBytes(written());
        assertNotEquals(HexFormat.of().formatHex(first), HexFormat.of().formatHex(second));
        try (MasterKey master = master()) {
            String secret = HexFormat.of().formatHex(master.secretBytes()).substring(0, 64);
            assertFalse(HexFormat.of().formatHex(first).contains(secret));
        }
    }

    @Test
    void aPassphraseIsTheSameInEverySpellingOfItsLetters() {
        try (MasterKey master = master()) {
            KeyFile.write(master, file(), "Ze\u0301".toCharArray(), RANDOM, CHEAP);
        }
        KeyFile.open(file(), "Z\u00e9".toCharArray()).close();
    }

    /** BIP32's first test vector. */
    @Test
    void readsAMasterKeyOfBip32() {
        String xprv =
                "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33"
                        + "yuGBxrMPHi";
        byte[] seed = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        assertEquals(account(MasterKey.ofSeed(seed)), account(MasterKey.ofXprv(xprv)));
        // m/0h of the same vector is no master key, and a changed letter is no key.
        String child =
                "xprv9uHRZZhk6KAJC1avXpDAp4MDc3sQKNxDiPvvkX8Br5ngLNv1TxvUxt4cV1rGL5hj6KCesnDYUhd7oWgT11eZG7XnxHrnYeSvkzY"
                        + "7d2bhkJ7";
        assertThrows(IllegalArgumentException.class, () -> MasterKey.ofXprv(child));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> MasterKey.ofXprv(xprv.replace("QTDL", "QTDM")));
        assertFalse(String.valueOf(refused.getMessage()).contains("QTD"));
        assertNull(refused.getCause());
    }
}
