package org.escrowkit.wallet.store;

import java.util.regex.Pattern;

/**
 * The name that the application gives a loan, such as the number of its contract.
 *
 * @param text 1 to 64 letters, digits, dots, dashes, underscores and slashes of ASCII
 */
public record LoanId(String text) implements Comparable<LoanId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._/-]{1,64}");

    /** @throws IllegalArgumentException for any other text */
    public LoanId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a loan's name has 1 to 64 letters, digits, dots, dashes, underscores and slashes: " + text);
        }
    }

    public static LoanId of(String text) {
        return new LoanId(text);
    }

    @Override
    public int compareTo(LoanId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
