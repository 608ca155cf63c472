package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.crypto.HDPath;
import org.bitcoinj.crypto.MnemonicCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process that gave its keys up still has on its heap: a dump of all objects, those that are not collected yet
 * among them, has none of its secrets in it. What it does not show is memory without objects: copies that a collector
 * left where it moved an array from, and those that native code made. Passphrases are of ASCII: others are left behind
 * by the JDK's normalizer.
 *
 * <p>The engine is the native library. Where none loads, BouncyCastle computes with numbers that nobody can wipe.
 */
class HeapTest {
    private static final String PASSPHRASE = "a passphrase of the heap test, the first";
    private static final String NEXT = "another passphrase of the heap test";

    @TempDir
    Path directory;

    private final char[] words = MasterKey.newMnemonic(new SecureRandom());

    /** With the words' passphrase, as the child has it. */
    private DeterministicKey master() {
        return HDKeyDerivation.createMasterPrivateKey(seed());
    }

    private byte[] seed() {
        return MnemonicCode.toSeed(Arrays.asList(new String(words).split(" ", -1)), PASSPHRASE);
    }

    private static byte[] key(DeterministicKey master, String path) {
        DeterministicKey key = master;
        for (ChildNumber step : HDPath.parsePath(path)) {
            key = HDKeyDerivation.deriveChildKey(key, step);
        }
        return key.getPrivKeyBytes();
    }

    private Map<String, byte[]> secrets() {
        DeterministicKey master = master();
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        String xprv = master.serializePrivB58(BitcoinNetwork.MAINNET);
        for (Charset letters :
                new Charset[] {StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE}) {
            secrets.put("words " + letters, new String(words).substring(0, 40).getBytes(letters));
            secrets.put("xprv " + letters, xprv.substring(20).getBytes(letters));
            secrets.put("passphrase " + letters, PASSPHRASE.getBytes(letters));
            secrets.put("next passphrase " + letters, NEXT.getBytes(letters));
        }
        secrets.put("seed", Arrays.copyOf(seed(), 32));
        secrets.put("master key", master.getPrivKeyBytes());
        secrets.put("chain code", master.getChainCode());
        secrets.put("account key", key(master, "m/48H/1H/0H/2H"));
        secrets.put("purpose key", key(master, "m/48H"));
        secrets.put("branch key", key(master, "m/48H/1H/0H/2H/322"));
        secrets.put("contract key", key(master, "m/340H/1H/0H"));
        return secrets;
    }

    /** The names of the secrets that are on the heap of a child. */
    private Set<String> found(String kind, String end, String key) throws IOException, InterruptedException {
        Path place = Files.createDirectory(directory.resolve(kind + " " + end));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapChild.class.getName(),
                        kind,
                        end,
                        place.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = child.getOutputStream()) {
            in.write((key + "\n" + PASSPHRASE + "\n" + NEXT + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, child.waitFor(), said);
        // Every byte of the dump as a letter: searched as text, which the machine does fast.
        String heap = new String(Files.readAllBytes(place.resolve("child.hprof")), StandardCharsets.ISO_8859_1);
        Set<String> found = new TreeSet<>();
        secrets().forEach((name, bytes) -> {
            if (heap.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
                found.add(name);
            }
        });
        return found;
    }

    @Test
    void nothingOfWordsIsLeftOnTheHeapOnceTheyAreGivenUp() throws IOException, InterruptedException {
        assertEquals(Set.of(), found("words", "give-up", new String(words)));
    }

    @Test
    void nothingOfAnExtendedKeyIsLeftOnTheHeapOnceItIsGivenUp() throws IOException, InterruptedException {
        assertEquals(Set.of(), found("xprv", "give-up", master().serializePrivB58(BitcoinNetwork.MAINNET)));
    }

    /** The search finds what is there. */
    @Test
    void whatIsKeptIsFound() throws IOException, InterruptedException {
        Set<String> found = found("words", "keep", new String(words));
        for (String kept : new String[] {"words", "passphrase", "next passphrase"}) {
            assertEquals(
                    true, found.contains(kept + " UTF-16LE") || found.contains(kept + " UTF-16BE"), found.toString());
        }
        assertEquals(true, found.contains("master key") && found.contains("chain code"), found.toString());
    }
}
