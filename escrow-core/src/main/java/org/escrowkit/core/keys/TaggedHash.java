package org.escrowkit.core.keys;

import java.security.MessageDigest;
import org.bitcoinj.base.Sha256Hash;

/** BIP340's hash for one purpose, {@code sha256(sha256(tag) ‖ sha256(tag) ‖ parts)}: no other purpose has the same. */
public final class TaggedHash {
    private TaggedHash() {}

    /**
     * @param tag the purpose, in ASCII
     * @return 32 bytes
     */
    public static byte[] of(String tag, byte[]... parts) {
        MessageDigest digest = Sha256Hash.newDigest();
        tag.chars().forEach(character -> digest.update((byte) character));
        byte[] tagHash = digest.digest();
        digest.update(tagHash);
        digest.update(tagHash);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
