package org.escrowkit.core.keys;

/**
 * A party's extended public key with its origin, in text the key expression of BIP380 without its trailing path:
 * {@code [d34db33f/48h/1h/0h/2h]tpub…}.
 */
public record AccountKey(KeyOrigin origin, ExtendedPublicKey xpub) {
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

    /** @throws KeyException with the character at which the text is wrong */
    public static AccountKey parse(String text) {
        if (!text.startsWith("[")) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, "an account begins with its origin in brackets", 0);
        }
        int end = text.indexOf(']') + 1;
        if (!(KeyExpression.parse(text) instanceof KeyExpression.ExtendedKey key)) {
            throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "a single key is no account", end);
        }
        if (key.path().depth() > 0) {
            throw new KeyException(KeyFault.PATH_MALFORMED, "an account ends with its key", text.indexOf('/', end));
        }
        try {
            return key.account();
        } catch (KeyException contradiction) {
            throw contradiction.within(end);
        }
    }

    @Override
    public String toString() {
        return "[" + origin + "]" + xpub;
    }
}
