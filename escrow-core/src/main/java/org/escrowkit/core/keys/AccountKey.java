package org.escrowkit.core.keys;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * A party's extended public key with its origin, in text the key expression of BIP380 without its trailing path:
 * {@code [d34db33f/48h/1h/0h/2h]tpub…}.
 */
public record AccountKey(KeyOrigin origin, ExtendedPublicKey xpub) {
    /** The repetition is possessive (*+): a greedy one recurses for each step, and long texts exhaust the stack. */
    private static final Pattern TEXT = Pattern.compile("\\[([0-9a-fA-F]{8})((?:/[0-9hH']++)*+)\\]([1-9A-Za-z]++)");

    /** @throws KeyException if the extended key contradicts the origin's path */
    public AccountKey {
        int depth = origin.path().depth();
        if (depth != xpub.depth()) {
            throw new KeyException(
                    KeyFault.ORIGIN_DEPTH_MISMATCH,
                    "path of " + depth + " steps, extended key at depth " + xpub.depth());
        }
        if (depth > 0 && origin.path().steps().get(depth - 1) != xpub.childNumber()) {
            throw new KeyException(
                    KeyFault.ORIGIN_DEPTH_MISMATCH, "the path ends in another step than the extended key's own");
        }
    }

    /** @throws KeyException naming the fault */
    public static AccountKey parse(String text) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, "expected [fingerprint/path]xpub");
        }
        String path = match.group(2).isEmpty() ? "" : match.group(2).substring(1);
        KeyOrigin origin =
                new KeyOrigin(ByteString.ofHex(match.group(1).toLowerCase(Locale.ROOT)), DerivationPath.parse(path));
        return new AccountKey(origin, ExtendedPublicKey.parse(match.group(3)));
    }

    @Override
    public String toString() {
        return "[" + origin + "]" + xpub;
    }
}
