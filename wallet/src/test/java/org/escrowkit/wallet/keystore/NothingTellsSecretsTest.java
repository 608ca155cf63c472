package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.crypto.HDPath;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.liveness.KeyChallenge;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** No text that leaves a key has a secret in it: not as text, in hexadecimal, base64, base58 or as a number. */
class NothingTellsSecretsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyFileCost CHEAP = new KeyFileCost(64, 1, 1);
    private static final char[] PASSPHRASE = "open sesame 2026".toCharArray();

    /** What holds private keys, or what they are made of. */
    private static final Set<Class<?>> SECRET = Set.of(
            byte[].class,
            char[].class,
            ExtendedSecret.class,
            MasterKey.class,
            AccountSecret.class,
            ContractSecret.class);

    @TempDir
    Path directory;

    private final char[] words = MasterKey.newMnemonic(RANDOM);
    private final DeterministicKey theirs = HDKeyDerivation.createMasterPrivateKey(Bip39.seed(words, new char[0]));
    private final List<String> forbidden = forbidden();

    private List<String> forbidden() {
        List<String> texts = new ArrayList<>(List.of(
                new String(words).substring(0, 30),
                new String(PASSPHRASE),
                theirs.serializePrivB58(BitcoinNetwork.MAINNET)));
        for (String path : new String[] {"m", "m/48H/1H/0H/2H", "m/340H/1H/0H"}) {
            DeterministicKey key = theirs;
            for (ChildNumber step : HDPath.parsePath(path)) {
                key = HDKeyDerivation.deriveChildKey(key, step);
            }
            byte[] secret = key.getPrivKeyBytes();
            texts.add(HexFormat.of().formatHex(secret));
            texts.add(Base64.getEncoder().encodeToString(secret).substring(0, 40));
            texts.add(new BigInteger(1, secret).toString());
            texts.add(Arrays.toString(secret));
            texts.add(key.getPrivateKeyAsWiF(BitcoinNetwork.REGTEST));
            texts.add(key.serializePrivB58(BitcoinNetwork.REGTEST));
        }
        return texts;
    }

    private void assertTellsNothing(String text) {
        forbidden.forEach(secret -> assertFalse(text.contains(secret), () -> "a secret in: " + text));
    }

    private void assertTellsNothing(Executable failing) {
        Throwable failed = assertThrows(RuntimeException.class, failing);
        StringWriter all = new StringWriter();
        failed.printStackTrace(new PrintWriter(all, true));
        assertTellsNothing(all.toString());
    }

    private static List<Class<?>> classes(Class<?> one) throws IOException, URISyntaxException, ClassNotFoundException {
        Path root =
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        String folder = one.getPackageName().replace('.', '/');
        List<Class<?>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                String name = String.valueOf(file.getFileName()).replace(".class", "");
                all.add(Class.forName(one.getPackageName() + "." + name, false, one.getClassLoader()));
            }
        }
        return all;
    }

    /** A record prints its fields, and what is serialized writes them: neither holds bytes of a key. */
    @Test
    void whatHoldsSecretsPrintsNoFieldsAndIsNotSerialized()
            throws ReflectiveOperationException, IOException, URISyntaxException {
        Set<String> holders = new TreeSet<>();
        List<Class<?>> all = new ArrayList<>(classes(MasterKey.class));
        all.addAll(classes(SigningParty.class));
        for (Class<?> type : all) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && SECRET.contains(field.getType())) {
                    holders.add(type.getSimpleName());
                    boolean printsItself = type.isRecord()
                            && type.getMethod("toString").getDeclaringClass() == type
                            && field.getType().isArray();
                    assertFalse(printsItself, () -> type + " prints " + field);
                    assertFalse(Serializable.class.isAssignableFrom(type), () -> type + " is serialized");
                }
            }
        }
        assertTrue(
                holders.containsAll(
                        Set.of("MasterKey", "AccountSecret", "ContractSecret", "ExtendedSecret", "LocalSigner")),
                holders::toString);
        assertTrue(all.size() > 50, all::toString);
        for (Class<?> type :
                List.of(MasterKey.class, AccountSecret.class, ContractSecret.class, ExtendedSecret.class)) {
            assertEquals(type, type.getMethod("toString").getDeclaringClass());
        }
    }

    @Test
    void noKeyPrintsItself() {
        try (MasterKey master = MasterKey.ofMnemonic(words, new char[0]);
                AccountSecret account = master.account(BitcoinNetwork.REGTEST, 0);
                ContractSecret contract = master.contractKey(BitcoinNetwork.REGTEST, 0);
                SigningParty party = SigningParty.of(Role.LENDER, new LocalSigner(account))) {
            assertTellsNothing(master + " " + account + " " + contract + " " + party.signer());
            KeyChallenge challenge = KeyChallenge.draw(
                    new ContractFingerprint(ByteString.of(new byte[32])), Role.LENDER, Instant.EPOCH, RANDOM);
            assertTellsNothing(account.prove(challenge) + contract.sign(challenge.forContractKey()));
        }
    }

    @Test
    void noFailureRepeatsWhatItWasGiven() {
        Path file = directory.resolve("lender.key");
        MasterKey master = MasterKey.ofMnemonic(words, new char[0]);
        AccountSecret account = master.account(BitcoinNetwork.REGTEST, 0);
        KeyFile.write(master, file, PASSPHRASE, RANDOM, CHEAP);
        assertTellsNothing(() -> KeyFile.write(master, file, PASSPHRASE, RANDOM, CHEAP));
        assertTellsNothing(
                () -> KeyFile.write(master, directory.resolve("no").resolve("key"), PASSPHRASE, RANDOM, CHEAP));
        assertTellsNothing(() -> KeyFile.open(file, "wrong".toCharArray()));
        assertTellsNothing(() -> KeyFile.changePassphrase(file, "wrong".toCharArray(), PASSPHRASE, RANDOM, CHEAP));
        assertTellsNothing(() -> MasterKey.ofMnemonic((new String(words) + " zoo").toCharArray(), PASSPHRASE));
        String xprv = theirs.serializePrivB58(BitcoinNetwork.MAINNET);
        for (String bad : new String[] {xprv + "x", xprv.substring(1), xprv.replace('x', '0'), xprv + xprv}) {
            assertTellsNothing(() -> MasterKey.ofXprv(bad));
        }
        assertTellsNothing(() ->
                MasterKey.ofXprv(HDKeyDerivation.deriveChildKey(theirs, 0).serializePrivB58(BitcoinNetwork.MAINNET)));
        assertTellsNothing(() -> master.account(BitcoinNetwork.REGTEST, -1));
        master.close();
        account.close();
        assertTellsNothing(() -> master.account(BitcoinNetwork.REGTEST, 0));
        assertTellsNothing(() -> account.prove(KeyChallenge.draw(
                new ContractFingerprint(ByteString.of(new byte[32])), Role.LENDER, Instant.EPOCH, RANDOM)));
    }

    /** All loggers of the process, at every level, while all of the above happens. */
    @Test
    void noLogHasASecretInIt() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        listening.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(listening);
        try {
            Logger.getLogger("org.escrowkit.test").fine("the listener listens");
            noKeyPrintsItself();
            noFailureRepeatsWhatItWasGiven();
        } finally {
            root.removeHandler(listening);
            root.setLevel(before);
        }
        assertTrue(String.join("", logged).contains("the listener listens"));
        assertTellsNothing(String.join("", logged));
    }

    @Test
    void noFileHasASecretInItsClear() throws IOException {
        Path file = directory.resolve("borrower.key");
        try (MasterKey master = MasterKey.ofMnemonic(words, new char[0])) {
            KeyFile.write(master, file, PASSPHRASE, RANDOM, CHEAP);
        }
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertTellsNothing(content);
        assertFalse(content.contains(new String(theirs.getPrivKeyBytes(), StandardCharsets.ISO_8859_1)));
    }
}
