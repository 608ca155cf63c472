package org.escrowkit.core.keys;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * Where a key comes from (BIP380): the fingerprint of the master key and the path from it. A hint that lets a signing
 * device find its key; nothing here is proof of anything.
 *
 * @param fingerprint 4 bytes
 */
public record KeyOrigin(ByteString fingerprint, DerivationPath path) {
    public static final int FINGERPRINT_SIZE = 4;

    public KeyOrigin {
        if (fingerprint.size() != FINGERPRINT_SIZE) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, "a fingerprint has 4 bytes: " + fingerprint);
        }
    }

    public KeyOrigin child(int... further) {
        return new KeyOrigin(fingerprint, path.child(further));
    }

    /** {@code fingerprint/path}, as it stands between the brackets of a key expression. */
    @Override
    public String toString() {
        return path.depth() == 0 ? fingerprint.toHex() : fingerprint.toHex() + "/" + path;
    }
}
