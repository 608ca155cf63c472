package org.escrowkit.wallet.sign;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.Violation;

/**
 * Why a party does not sign, as its log keeps it and as it tells others.
 *
 * @param rule the id of a {@link org.escrowkit.core.policy.PolicyRule}, perhaps of a later version of this library
 * @param expected cut after 4,000 characters, as is {@code found}: a batch has long lists
 */
public record Reason(String rule, String expected, String found) {
    private static final int MOST_LETTERS = 4_000;
    private static final int MOST_BYTES = 4 * MOST_LETTERS;

    /** More say nothing new: they are of other inputs. */
    private static final int MOST_REASONS = 100;

    public Reason {
        expected = cut(expected);
        found = cut(found);
    }

    private static String cut(String text) {
        if (text.length() <= MOST_LETTERS) {
            return text;
        }
        // Not within a pair of surrogates, half of which UTF-8 cannot write.
        int end = Character.isHighSurrogate(text.charAt(MOST_LETTERS - 1)) ? MOST_LETTERS - 1 : MOST_LETTERS;
        return text.substring(0, end);
    }

    static Reason of(Violation violation) {
        return new Reason(violation.rule().id(), violation.expected(), violation.found());
    }

    static List<Reason> of(Review.Refused refused) {
        return refused.violations().stream().limit(MOST_REASONS).map(Reason::of).toList();
    }

    static void write(FormWriter out, Reason reason) {
        out.text(reason.rule).bytes(utf8(reason.expected)).bytes(utf8(reason.found));
    }

    static Reason read(FormReader in) {
        return new Reason(in.text(), text(in.bytes(MOST_BYTES)), text(in.bytes(MOST_BYTES)));
    }

    private static ByteString utf8(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteString utf8) {
        return new String(utf8.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return rule + ": expected " + expected + ", found " + found;
    }
}
