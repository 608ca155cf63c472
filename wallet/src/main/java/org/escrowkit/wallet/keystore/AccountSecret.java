package org.escrowkit.wallet.keystore;

import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;

/**
 * The private side of one account key. Guarantees that the only thing it signs is an {@link ApprovedSpend}, and that
 * each signature it gives was verified. Never prints what it holds.
 */
public final class AccountSecret {
    private static final EcdsaSigner ECDSA = EcdsaSigner.choose();

    private final DeterministicKey key;
    private final AccountKey account;

    AccountSecret(DeterministicKey key, KeyOrigin origin, BitcoinNetwork network) {
        this.key = key;
        this.account = new AccountKey(origin, ExtendedPublicKey.parse(key.serializePubB58(network)));
    }

    /** The public side, to hand out. */
    public AccountKey publicKey() {
        return account;
    }

    /**
     * Signs every input of an approved spend.
     *
     * @return the PSBT with the signatures in it
     * @throws IllegalArgumentException if the spend was approved for the holder of another key
     */
    public Psbt sign(ApprovedSpend spend) {
        DeterministicKey signing = derive(spend);
        Psbt signed = spend.psbt();
        for (int i = 0; i < signed.inputs().size(); i++) {
            ByteString der = ECDSA.sign(signed.sighash(i), signing).toDer();
            signed = signed.withSignature(i, spend.key(), der.plus(SegwitSighash.SIGHASH_ALL));
        }
        return signed;
    }

    private DeterministicKey derive(ApprovedSpend spend) {
        KeyOrigin origin = spend.escrow().origin(spend.signer());
        List<Integer> steps = origin.path().steps();
        int depth = account.origin().path().depth();
        boolean below = origin.fingerprint().equals(account.origin().fingerprint())
                && steps.size() > depth
                && steps.subList(0, depth).equals(account.origin().path().steps());
        DeterministicKey derived = key;
        for (int step : below ? steps.subList(depth, steps.size()) : List.<Integer>of()) {
            derived = HDKeyDerivation.deriveChildKey(derived, step);
        }
        if (!ByteString.of(derived.getPubKey()).equals(spend.key().bytes())) {
            throw new IllegalArgumentException("approved for " + spend.signer() + ", who holds another key than this");
        }
        return derived;
    }

    @Override
    public String toString() {
        return "AccountSecret[" + account + "]";
    }
}
