package org.escrowkit.core.keys;

import com.google.common.base.CharMatcher;
import java.util.HexFormat;
import java.util.Optional;

/** The grammar of {@link KeyExpression}. */
final class KeyExpressionReader {
    private static final CharMatcher BRACKETS = CharMatcher.anyOf("[]");

    private KeyExpressionReader() {}

    static KeyExpression read(String text, KeyPurpose purpose) {
        KeyTextReader in = new KeyTextReader(text);
        Optional<KeyOrigin> origin = readOrigin(in);
        int start = in.position();
        String key = in.takeUntil('/');
        int bracket = BRACKETS.indexIn(key);
        if (bracket >= 0) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, "a bracket where none belongs", start + bracket);
        }
        boolean hex = !key.isEmpty() && key.chars().allMatch(HexFormat::isHexDigit);
        KeyExpression expression;
        try {
            expression = hex
                    ? new KeyExpression.RawKey(origin, PublicKey.ofHex(key))
                    : new KeyExpression.ExtendedKey(origin, ExtendedPublicKey.parse(key, purpose), KeyPath.NONE);
        } catch (KeyException refused) {
            throw refused.within(start);
        }
        if (in.atEnd()) {
            return expression;
        }
        if (!(expression instanceof KeyExpression.ExtendedKey extended)) {
            throw in.fault(KeyFault.PATH_MALFORMED, "only an extended key has keys below it");
        }
        int behind = in.position();
        KeyPath path = KeyPath.read(in);
        try {
            return new KeyExpression.ExtendedKey(origin, extended.xpub(), path);
        } catch (KeyException tooDeep) {
            throw tooDeep.within(behind);
        }
    }

    /** {@code [fingerprint/path]}, where there is one. */
    private static Optional<KeyOrigin> readOrigin(KeyTextReader in) {
        if (!in.take('[')) {
            return Optional.empty();
        }
        KeyOrigin origin = KeyOrigin.read(in);
        in.expect(']', KeyFault.ORIGIN_MALFORMED);
        return Optional.of(origin);
    }
}
