package org.escrowkit.core.keys;

import java.nio.ByteBuffer;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * A party with private keys, derived by bitcoinj: the account at 48h/1h/0h/2h (BIP48, P2WSH) of a master key that a
 * number stands for.
 */
public record TestKeys(DeterministicKey master, DeterministicKey account, BitcoinNetwork network) {
    private static final int[] STEPS = {48, 1, 0, 2};

    public static TestKeys seeded(long seed) {
        return seeded(seed, BitcoinNetwork.REGTEST);
    }

    public static TestKeys seeded(long seed, BitcoinNetwork network) {
        DeterministicKey master = HDKeyDerivation.createMasterPrivateKey(
                ByteBuffer.allocate(32).putLong(seed).array());
        DeterministicKey account = master;
        for (int step : STEPS) {
            account = HDKeyDerivation.deriveChildKey(account, new ChildNumber(step, true));
        }
        return new TestKeys(master, account, network);
    }

    public ExtendedPublicKey xpub() {
        return ExtendedPublicKey.parse(account.serializePubB58(network));
    }

    public AccountKey accountKey() {
        byte[] fingerprint =
                ByteBuffer.allocate(4).putInt(master.getFingerprint()).array();
        return new AccountKey(new KeyOrigin(ByteString.of(fingerprint), DerivationPath.parse("48h/1h/0h/2h")), xpub());
    }

    /** The key that signs for this loan. */
    public DeterministicKey loan(int number) {
        return HDKeyDerivation.deriveChildKey(HDKeyDerivation.deriveChildKey(account, ChildNumber.ZERO), number);
    }

    public static PublicKey publicKey(DeterministicKey key) {
        return new PublicKey(ByteString.of(key.getPubKey()));
    }

    /** Any 78 bytes as an extended key's text, with a good checksum. */
    public static String base58(ByteString body) {
        return Base58.encodeChecked(body.at(0), body.slice(1, body.size()).toByteArray());
    }
}
