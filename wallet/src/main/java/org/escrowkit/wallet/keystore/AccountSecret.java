package org.escrowkit.wallet.keystore;

import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.AddressMessage;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.liveness.KeyChallenge;

/**
 * The private side of one account key. Guarantees that it signs an {@link ApprovedSpend} or the answer to a
 * {@link KeyChallenge}, which no transaction can use, and nothing else; and that each signature it gives was verified.
 * Never prints what it holds. {@link #close} wipes it: to sign after that fails with {@link KeyClosedException}.
 */
public final class AccountSecret implements AutoCloseable {
    private final ExtendedSecret secret;
    private final AccountKey account;

    /** Takes the secret over. */
    AccountSecret(ExtendedSecret secret, KeyOrigin origin, BitcoinNetwork network) {
        this.secret = secret;
        this.account = new AccountKey(origin, secret.extendedPublicKey(network == BitcoinNetwork.MAINNET));
    }

    /** The public side, to hand out; there as well after the secret is closed. */
    public AccountKey publicKey() {
        return account;
    }

    /**
     * Signs every input of an approved spend: nonces of RFC 6979, low S, and low R by trying nonces as Bitcoin Core
     * does. No signature leaves that was not verified. An input that already has a signature by this key keeps it,
     * which the review verified: another device with the same key may choose its nonces otherwise, and two good
     * signatures by one key contradict each other in a PSBT.
     *
     * @return the PSBT with the signatures in it
     * @throws IllegalArgumentException if the spend was approved for the holder of another key
     * @throws KeyClosedException after {@link #close}
     */
    public Psbt sign(ApprovedSpend spend) {
        Psbt signed = spend.psbt();
        for (int i = 0; i < signed.inputs().size(); i++) {
            if (signed.inputs().get(i).signatures().containsKey(spend.key(i))) {
                continue;
            }
            try (ExtendedSecret signing = derive(spend, i)) {
                ByteString der = signing.sign(signed.sighash(i)).toDer();
                // Takes in no signature that does not verify.
                signed = signed.withSignature(i, spend.key(i), der.plus(SegwitSighash.SIGHASH_ALL));
            }
        }
        return signed;
    }

    /**
     * Shows that this key is here: signs the challenge for an address below it at which no collateral ever lies
     * (BIP322).
     *
     * @throws KeyClosedException after {@link #close}
     */
    public String prove(KeyChallenge challenge) {
        AddressMessage message = challenge.forAccount(account);
        try (ExtendedSecret signing = secret.descend(List.of(KeyChallenge.BRANCH, challenge.index()))) {
            String text = message.toText(signing.sign(message.sighash()));
            if (message.isSignedBy(text)) {
                return text;
            }
            throw new IllegalStateException("a signature of our own does not verify");
        }
    }

    private ExtendedSecret derive(ApprovedSpend spend, int input) {
        ExtendedSecret derived = secret.descend(stepsBelow(spend.escrow(input).origin(spend.signer())));
        if (!derived.publicKey().equals(spend.key(input))) {
            derived.close();
            throw new IllegalArgumentException("approved for " + spend.signer() + ", who holds another key than this");
        }
        return derived;
    }

    /** From the account to this origin; none where it does not lie below, so that the keys differ. */
    private List<Integer> stepsBelow(KeyOrigin origin) {
        List<Integer> steps = origin.path().steps();
        List<Integer> own = account.origin().path().steps();
        boolean below = origin.fingerprint().equals(account.origin().fingerprint())
                && steps.size() > own.size()
                && steps.subList(0, own.size()).equals(own);
        return below ? steps.subList(own.size(), steps.size()) : List.of();
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "AccountSecret[" + account + ", private key redacted]";
    }
}
