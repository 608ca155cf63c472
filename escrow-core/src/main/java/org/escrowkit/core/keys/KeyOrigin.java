package org.escrowkit.core.keys;

import java.util.HexFormat;
import java.util.List;
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
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, "a fingerprint has 4 bytes, not " + fingerprint.size());
        }
    }

    /**
     * Reads {@code fingerprint/path}.
     *
     * @throws KeyException with the character at which it is wrong
     */
    public static KeyOrigin parse(String text) {
        KeyTextReader in = new KeyTextReader(text);
        KeyOrigin origin = read(in);
        if (!in.atEnd()) {
            throw in.fault(KeyFault.ORIGIN_MALFORMED, "'/' or the end expected");
        }
        return origin;
    }

    static KeyOrigin read(KeyTextReader in) {
        int start = in.position();
        String digits = in.takeUpTo(2 * FINGERPRINT_SIZE);
        if (digits.length() != 2 * FINGERPRINT_SIZE || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, "8 hexadecimal digits of a fingerprint expected", start);
        }
        List<Integer> steps = in.readSlashedSteps(KeyFault.ORIGIN_MALFORMED);
        return new KeyOrigin(ByteString.ofHex(digits), new DerivationPath(steps));
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
