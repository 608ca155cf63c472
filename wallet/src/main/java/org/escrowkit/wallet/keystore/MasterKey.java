package org.escrowkit.wallet.keystore;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.KeyOrigin;

/** The master key of one party (BIP32). Never prints what it holds. */
public final class MasterKey {
    private static final int SEED_BYTES = 32;

    private final DeterministicKey key;

    private MasterKey(DeterministicKey key) {
        this.key = key;
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
        return new MasterKey(HDKeyDerivation.createMasterPrivateKey(seed));
    }

    /** The multisig account of BIP48 for P2WSH: {@code m/48h/coinh/accounth/2h}. */
    public AccountSecret account(BitcoinNetwork network, int account) {
        int coinType = network == BitcoinNetwork.MAINNET ? 0 : 1;
        DerivationPath path = DerivationPath.parse("48h/" + coinType + "h/" + account + "h/2h");
        DeterministicKey derived = key;
        for (int step : path.steps()) {
            derived = HDKeyDerivation.deriveChildKey(derived, step);
        }
        ByteString fingerprint = ByteString.of(Arrays.copyOf(key.getIdentifier(), KeyOrigin.FINGERPRINT_SIZE));
        return new AccountSecret(derived, new KeyOrigin(fingerprint, path), network);
    }

    @Override
    public String toString() {
        return "MasterKey[redacted]";
    }
}
