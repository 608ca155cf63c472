package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    private static final String PASSPHRASE = "correct horse battery staple";

    /** BIP39's first test vector; the account key is what other wallets derive of it at m/48h/1h/0h/2h. */
    private static final String ABANDON = "abandon ".repeat(11) + "about";

    private static final String ABANDON_ACCOUNT =
            "[73c5da0a/48h/1h/0h/2h]tpubDFH9dgzveyD8zTbPUFuLrGmCydNvxehyNdUXKJAQN8x4a"
                    + "Z4j6UZqGfnqFrD4NqyaTVGKbvEW54tsvPTK2UoSbCC1PJY8iCNiwTL3RWZEheQ";

    @TempDir
    private Path directory;

    private Path key;
    private Path passphrase;

    @BeforeEach
    void choosePassphrase() throws IOException {
        key = directory.resolve("me.key");
        passphrase = secret("passphrase", PASSPHRASE + "\n");
    }

    private Path secret(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test
    void theWordsThatAreShownMakeTheSameKeyAgain() throws IOException {
        TestConsole console = new TestConsole().typing(PASSPHRASE, PASSPHRASE);
        String created = console.done("keys", "create", key);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        List<String> shown = Pattern.compile(" (\\d+) ([a-z]+)")
                .matcher(console.err())
                .results()
                .map((MatchResult word) -> word.group(2))
                .toList();
        assertEquals(24, shown.size(), console.err());
        assertFalse(console.out().contains(shown.get(0) + " "), "words are for eyes, the answer may go to a file");

        Path again = directory.resolve("again.key");
        String imported = new TestConsole()
                .typing(String.join(" ", shown))
                .done("keys", "import", again, "--passphrase-file", passphrase);
        assertEquals(created, imported);
    }

    @Test
    void theWordsGoIntoAFileThatIsNamed() throws IOException {
        Path words = directory.resolve("words");
        String created =
                new TestConsole().done("keys", "create", key, "--words-file", words, "--passphrase-file", passphrase);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(words)));
        String again = new TestConsole()
                .done(
                        "keys",
                        "import",
                        directory.resolve("again.key"),
                        "--from",
                        words,
                        "--passphrase-file",
                        passphrase);
        assertEquals(created, again);
    }

    @Test
    void wordsDoNotGoIntoAPipe() {
        assertEquals("""
                escrow: nobody sits at a terminal to write the words down
                Name --words-file FILE or --no-words.""", new TestConsole().failed(Exit.USAGE, "keys", "create", key, "--passphrase-file", passphrase));
        assertFalse(Files.exists(key));
    }

    @Test
    void aKeyWithoutWordsIsAnotherEachTime() {
        TestConsole console = new TestConsole();
        String one = console.done("keys", "create", key, "--no-words", "--passphrase-file", passphrase);
        Path second = directory.resolve("second.key");
        assertNotEquals(one, console.done("keys", "create", second, "--no-words", "--passphrase-file", passphrase));
    }

    @Test
    void importedWordsAreShownAndExportedAsOtherWalletsDo() {
        assertEquals("""
                Chain         regtest
                Fingerprint   73c5da0a (of the master key)
                Account       m/48h/1h/0h/2h (BIP48, P2WSH)
                Account key   %s
                Contract key  c2fa8d7ebd4ef90a03a7057e718bd06e341ad1692711236662ad6fa8f73b68ae at m/340h/1h/0h""".formatted(ABANDON_ACCOUNT), importAbandon());
        TestConsole console = new TestConsole().piping(PASSPHRASE + "\n");
        assertEquals(
                ABANDON_ACCOUNT + "\nc2fa8d7ebd4ef90a03a7057e718bd06e341ad1692711236662ad6fa8f73b68ae",
                console.done("keys", "export", key, "--passphrase-stdin"));
        JsonValue shown = console.json("keys", "show", key, "--passphrase-stdin");
        assertEquals(ABANDON_ACCOUNT, shown.get("account_key").asString());
        assertEquals(key.toString(), shown.get("file").asString());
    }

    private String importAbandon() {
        return new TestConsole()
                .piping(PASSPHRASE + "\n" + ABANDON + "\n")
                .done("keys", "import", key, "--from", "-", "--passphrase-stdin");
    }

    @Test
    void otherAccountsAndChainsHaveOtherKeys() {
        importAbandon();
        TestConsole console = new TestConsole();
        String first = console.done("keys", "export", key, "--passphrase-file", passphrase, "--account", 1);
        assertTrue(first.startsWith("[73c5da0a/48h/1h/1h/2h]tpub"), first);
        String mainnet = console.done("keys", "export", key, "--passphrase-file", passphrase, "--chain", "mainnet");
        assertTrue(mainnet.startsWith("[73c5da0a/48h/0h/0h/2h]xpub"), mainnet);
    }

    @Test
    void anExtendedPrivateKeyOfAMasterIsImportedToo() throws IOException {
        // BIP32's first test vector.
        Path xprv = secret(
                "xprv",
                "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi");
        String shown = new TestConsole().done("keys", "import", key, "--from", xprv, "--passphrase-file", passphrase);
        assertTrue(shown.contains("Fingerprint   3442193e"), shown);
    }

    @Test
    void theOwnPassphraseOfBip39MakesAnotherKey() throws IOException {
        Path words = secret("words", ABANDON);
        Path extension = secret("extension", "TREZOR");
        String shown = new TestConsole()
                .done(
                        "keys",
                        "import",
                        key,
                        "--from",
                        words,
                        "--bip39-passphrase-file",
                        extension,
                        "--passphrase-file",
                        passphrase);
        // Of BIP39's vector with this passphrase.
        assertTrue(shown.contains("Fingerprint   b4e3f5ed"), shown);
    }

    @Test
    void wordsThatAreNoneAreRefusedAndNotRepeated() {
        String refused = new TestConsole()
                .piping(PASSPHRASE + "\nabandon zebra secretword\n")
                .failed(Exit.REFUSED, "keys", "import", key, "--from", "-", "--passphrase-stdin", "--debug");
        assertFalse(refused.contains("zebra") || refused.contains("secretword"), refused);
        assertFalse(Files.exists(key));
    }

    @Test
    void thePassphraseIsChangedByAPersonAndByAPipe() {
        importAbandon();
        new TestConsole().typing(PASSPHRASE, "next", "next").done("keys", "passphrase", key);
        new TestConsole().piping("next\nlast\n").done("keys", "passphrase", key, "--passphrase-stdin");
        new TestConsole().typing("last").done("keys", "show", key);
        assertEquals(
                "escrow: " + key + " does not open: a wrong passphrase, or the file was changed",
                new TestConsole()
                        .failed(Exit.REFUSED, "keys", "show", key, "--passphrase-file", passphrase)
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void aSlipAndAnEmptyPassphraseWriteNothing() {
        assertTrue(new TestConsole()
                .typing("one", "other")
                .failed(Exit.REFUSED, "keys", "create", key)
                .contains("the two passphrases differ"));
        assertTrue(new TestConsole()
                .piping("\n")
                .failed(Exit.REFUSED, "keys", "create", key, "--no-words", "--passphrase-stdin")
                .contains("the passphrase is empty"));
        assertFalse(Files.exists(key));
    }

    @Test
    void nothingIsOverwrittenAndNothingIsReadThatOthersCanRead() throws IOException {
        importAbandon();
        assertTrue(new TestConsole()
                .failed(Exit.REFUSED, "keys", "create", key, "--no-words", "--passphrase-file", passphrase)
                .contains("is there already"));
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(new TestConsole()
                .failed(Exit.REFUSED, "keys", "show", key, "--passphrase-file", passphrase)
                .contains("chmod 600 " + passphrase));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(new TestConsole()
                .typing(PASSPHRASE)
                .failed(Exit.REFUSED, "keys", "show", key)
                .contains("chmod 600 " + key));
    }

    @Test
    void onePassphraseComesFromOnePlace() {
        assertTrue(new TestConsole()
                .failed(Exit.USAGE, "keys", "show", key, "--passphrase-file", passphrase, "--passphrase-stdin")
                .contains("two places for one passphrase"));
        assertTrue(new TestConsole().failed(Exit.USAGE, "keys", "show", key).contains("nobody sits at a terminal"));
    }
}
