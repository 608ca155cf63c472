package org.escrowkit.wallet.keystore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.escrowkit.wallet.file.DurableFile;

/**
 * A master key in a file, encrypted under a passphrase: Argon2id (RFC 9106) and AES-256-GCM. Guarantees that the file
 * is written as a whole or not at all, is for its owner's eyes alone where the file system knows owners, and that
 * nothing changed in it goes unnoticed. Of the words that a key came from it keeps nothing.
 *
 * <p>The form, integers with the highest byte first: {@code escrowkit-key} in ASCII, the version 1 (1 byte), memory in
 * KiB (4), iterations (4), lanes (1), salt (16), nonce (12); then, encrypted, private key (32) and chain code (32), and
 * the tag (16), which authenticates all before it too.
 */
public final class KeyFile {
    private static final byte[] MAGIC = "escrowkit-key".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int HEADER = MAGIC.length + 1 + 4 + 4 + 1 + SALT + NONCE;
    private static final int SECRET = 64;
    private static final int TAG = 16;
    private static final int SIZE = HEADER + SECRET + TAG;
    private static final int AES_KEY = 32;

    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Writes a key into a new file.
     *
     * @param passphrase taken in Unicode's form NFKD; the caller wipes the array
     * @throws KeyFileException if there is a file already, or it cannot be written
     */
    public static void write(MasterKey key, Path file, char[] passphrase, SecureRandom random) {
        write(key, file, passphrase, random, KeyFileCost.USUAL);
    }

    static void write(MasterKey key, Path file, char[] passphrase, SecureRandom random, KeyFileCost cost) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new KeyFileException(
                    KeyFileFault.EXISTS, file, new FileAlreadyExistsException("it may hold somebody's only key"));
        }
        replace(key, file, passphrase, random, cost);
    }

    /** @throws KeyFileException if it cannot be read, is no key file, or does not open with this passphrase */
    public static MasterKey open(Path file, char[] passphrase) {
        byte[] content = content(file);
        byte[] secret = decrypt(content, file, passphrase);
        try {
            return MasterKey.ofSecret(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * Encrypts the key anew. The old file stays until the new one is on the disk; copies of it keep the old passphrase.
     *
     * @throws KeyFileException as {@link #open}, or if the file cannot be written
     */
    public static void changePassphrase(Path file, char[] old, char[] next, SecureRandom random) {
        changePassphrase(file, old, next, random, KeyFileCost.USUAL);
    }

    static void changePassphrase(Path file, char[] old, char[] next, SecureRandom random, KeyFileCost cost) {
        try (MasterKey key = open(file, old)) {
            replace(key, file, next, random, cost);
        }
    }

    private static void replace(MasterKey key, Path file, char[] passphrase, SecureRandom random, KeyFileCost cost) {
        byte[] secret = key.secretBytes();
        try {
            DurableFile.replace(file, encrypt(secret, passphrase, random, cost));
        } catch (IOException failed) {
            throw new KeyFileException(KeyFileFault.NOT_WRITTEN, file, failed);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] encrypt(byte[] secret, char[] passphrase, SecureRandom random, KeyFileCost cost) {
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        ByteBuffer file = ByteBuffer.allocate(SIZE);
        file.put(MAGIC).put(VERSION).putInt(cost.memoryKib()).putInt(cost.iterations());
        file.put((byte) cost.lanes()).put(salt).put(nonce);
        byte[] header = Arrays.copyOf(file.array(), HEADER);
        byte[] key = stretched(passphrase, salt, cost);
        try {
            file.put(cipher(Cipher.ENCRYPT_MODE, key, nonce, header).doFinal(secret));
            return file.array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] decrypt(byte[] content, Path file, char[] passphrase) {
        ByteBuffer in = ByteBuffer.wrap(content).position(MAGIC.length + 1);
        KeyFileCost cost = new KeyFileCost(in.getInt(), in.getInt(), in.get());
        if (!cost.isSane()) {
            throw new KeyFileException(KeyFileFault.MALFORMED, file, new IOException("it asks for " + cost));
        }
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        in.get(salt).get(nonce);
        byte[] key = stretched(passphrase, salt, cost);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, Arrays.copyOf(content, HEADER));
            return cipher.doFinal(content, HEADER, SECRET + TAG);
        } catch (AEADBadTagException refused) {
            throw new KeyFileException(KeyFileFault.WRONG_PASSPHRASE, file, null);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] header) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    private static byte[] stretched(char[] passphrase, byte[] salt, KeyFileCost cost) {
        byte[] utf8 = utf8(passphrase);
        try {
            Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(cost.memoryKib())
                    .withIterations(cost.iterations())
                    .withParallelism(cost.lanes())
                    .withSalt(salt)
                    .build());
            byte[] key = new byte[AES_KEY];
            argon2.generateBytes(utf8, key);
            return key;
        } finally {
            Arrays.fill(utf8, (byte) 0);
        }
    }

    /**
     * In one spelling. That of ASCII is one; of other letters the JDK's normalizer makes copies that nobody can wipe.
     */
    static byte[] utf8(char[] passphrase) {
        CharSequence characters = CharBuffer.wrap(passphrase);
        if (characters.chars().anyMatch(letter -> letter > 0x7f)) {
            characters = Normalizer.normalize(characters, Normalizer.Form.NFKD);
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] utf8 = new byte[encoded.remaining()];
        encoded.get(utf8);
        for (encoded.rewind(); encoded.hasRemaining(); ) {
            encoded.put((byte) 0);
        }
        return utf8;
    }

    private static byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            requirePrivate(file);
            byte[] content = in.readNBytes(SIZE + 1);
            boolean ours = content.length == SIZE
                    && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                    && content[MAGIC.length] == VERSION;
            if (!ours) {
                throw new KeyFileException(
                        KeyFileFault.MALFORMED, file, new IOException("no key file of version " + VERSION));
            }
            return content;
        } catch (NoSuchFileException missing) {
            throw new KeyFileException(KeyFileFault.MISSING, file, missing);
        } catch (IOException unreadable) {
            throw new KeyFileException(KeyFileFault.UNREADABLE, file, unreadable);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new KeyFileException(KeyFileFault.EXPOSED, file, new IOException("only its owner may read it"));
        }
    }
}
