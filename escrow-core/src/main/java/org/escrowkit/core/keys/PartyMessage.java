package org.escrowkit.core.keys;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * What a party signs with its contract key beside terms and evidence (BIP340): bytes for one purpose, under that
 * purpose's own tag, so that a signature for one says nothing about another.
 */
public record PartyMessage(Purpose purpose, ByteString bytes) {
    /** Each with its tag, which is given out once and for ever. */
    public enum Purpose {
        /** A coordinator asks a party for its signature. */
        COSIGN_REQUEST("escrowkit/cosign-request"),
        /** A party answers. */
        COSIGN_REPLY("escrowkit/cosign-reply"),
        /** A party shows that it still has this key. */
        POSSESSION("escrowkit/possession");

        private final String tag;

        Purpose(String tag) {
            this.tag = tag;
        }
    }

    /** The tagged hash that is signed. */
    public Sha256Hash hash() {
        return Sha256Hash.wrap(TaggedHash.of(purpose.tag, bytes.toByteArray()));
    }

    /**
     * @param xOnlyKey 32 bytes
     * @return false for whatever is no signature of this by that key; never an exception
     */
    public boolean isSignedBy(ByteString xOnlyKey, ByteString signature) {
        return Curve.schnorrVerifier().verifySchnorr(hash(), signature, xOnlyKey);
    }
}
