package org.escrowkit.wallet.keystore;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.KeyOrigin;

/**
 * The master key of one party (BIP32). Never prints what it holds. {@link #close} wipes it; accounts that it gave live
 * on, each until it is closed itself. Whatever is asked of it after that fails with {@link KeyClosedException}.
 */
public final class MasterKey implements AutoCloseable {
    private static final int SEED_BYTES = 32;
    private static final int PURPOSE = 48;
    private static final int P2WSH = 2;

    /** The purpose field (BIP43) of keys that sign by BIP340 and hold no money. */
    private static final int CONTRACT_PURPOSE = 340;

    private final ExtendedSecret secret;

    private MasterKey(ExtendedSecret secret) {
        this.secret = secret;
    }

    /** A fresh key. */
    public static MasterKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        try {
            return ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** From a seed of 16 to 64 bytes, such as BIP39 gives. The caller wipes the array. */
    public static MasterKey ofSeed(byte[] seed) {
        if (seed.length < 16 || seed.length > 64) {
            throw new IllegalArgumentException("a seed has 16 to 64 bytes, not " + seed.length);
        }
        return new MasterKey(ExtendedSecret.ofSeed(SecretCurve.ENGINE, seed));
    }

    /** From the private key and the chain code, 32 bytes each. The caller wipes the array. */
    static MasterKey ofSecret(byte[] secret) {
        return new MasterKey(ExtendedSecret.ofMaster(SecretCurve.ENGINE, secret));
    }

    /** The private key and the chain code; the caller wipes the array. */
    byte[] secretBytes() {
        return secret.secretBytes();
    }

    /**
     * From a master key in text, such as {@code xprv…} or {@code tprv…} (BIP32). The caller wipes the array.
     *
     * @throws IllegalArgumentException if it is none; the message repeats nothing of it
     */
    public static MasterKey ofXprv(char[] text) {
        byte[] data = XprvText.decode(text);
        try {
            return ofSecret(data);
        } finally {
            Arrays.fill(data, (byte) 0);
        }
    }

    /** As {@link #ofXprv(char[])}, of a text that nobody can wipe. */
    public static MasterKey ofXprv(String text) {
        char[] letters = text.toCharArray();
        try {
            return ofXprv(letters);
        } finally {
            Arrays.fill(letters, ' ');
        }
    }

    /**
     * Fresh words of BIP39, 24 of them with single spaces between, to be written down before {@link #ofMnemonic(char[],
     * char[])} makes the key of them: no key file keeps them. The caller wipes the array.
     */
    public static char[] newMnemonic(SecureRandom random) {
        byte[] entropy = new byte[SEED_BYTES];
        random.nextBytes(entropy);
        try {
            return Bip39.words(entropy);
        } finally {
            Arrays.fill(entropy, (byte) 0);
        }
    }

    /**
     * From the English words of BIP39, with any white space between them. The caller wipes the arrays.
     *
     * @param passphrase empty for none; every other passphrase gives another key, and none is wrong
     * @throws IllegalArgumentException if the words are not a mnemonic with a good checksum; it repeats none of them
     */
    public static MasterKey ofMnemonic(char[] words, char[] passphrase) {
        byte[] seed = Bip39.seed(words, passphrase);
        try {
            return ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** As {@link #ofMnemonic(char[], char[])}, of words that nobody can wipe. */
    public static MasterKey ofMnemonic(List<String> words, String passphrase) {
        char[] letters = String.join(" ", words).toCharArray();
        char[] extra = passphrase.toCharArray();
        try {
            return ofMnemonic(letters, extra);
        } finally {
            Arrays.fill(letters, ' ');
            Arrays.fill(extra, ' ');
        }
    }

    /**
     * The multisig account of BIP48 for P2WSH: {@code m/48h/coinh/accounth/2h}.
     *
     * @param account 0 to 2³¹−1
     */
    public AccountSecret account(BitcoinNetwork network, int account) {
        DerivationPath path = path(PURPOSE, network, account).child(hardened(P2WSH));
        KeyOrigin origin = new KeyOrigin(secret.publicKey().fingerprint(), path);
        return new AccountSecret(secret.descend(path.steps()), origin, network);
    }

    /**
     * The key with which the party of this account signs terms, statements and prices: {@code m/340h/coinh/accounth}.
     *
     * @param account 0 to 2³¹−1
     */
    public ContractSecret contractKey(BitcoinNetwork network, int account) {
        return new ContractSecret(
                secret.descend(path(CONTRACT_PURPOSE, network, account).steps()));
    }

    private static DerivationPath path(int purpose, BitcoinNetwork network, int account) {
        if (account < 0) {
            throw new IllegalArgumentException("an account's number is not negative: " + account);
        }
        int coinType = network == BitcoinNetwork.MAINNET ? 0 : 1;
        return DerivationPath.MASTER.child(hardened(purpose), hardened(coinType), hardened(account));
    }

    private static int hardened(int index) {
        return index | DerivationPath.HARDENED;
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "MasterKey[redacted]";
    }
}
