package org.escrowkit.core.keys;

import java.util.ArrayList;
import java.util.List;

/** Reads keys, origins and paths front to back, in linear time. Every failure names the character where it stands. */
final class KeyTextReader {
    private static final int MOST_DIGITS = 10;

    private final String text;
    private int position;

    KeyTextReader(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** Reads this character if it is the next one. */
    boolean take(char wanted) {
        boolean there = position < text.length() && text.charAt(position) == wanted;
        position += there ? 1 : 0;
        return there;
    }

    void expect(char wanted, KeyFault fault) {
        if (!take(wanted)) {
            throw fault(fault, "'" + wanted + "' expected");
        }
    }

    /** Everything up to this character, or to the end. */
    String takeUntil(char end) {
        int start = position;
        int found = text.indexOf(end, start);
        position = found < 0 ? text.length() : found;
        return text.substring(start, position);
    }

    /** As many characters, or what is left. */
    String takeUpTo(int length) {
        int start = position;
        position = Math.min(text.length(), start + length);
        return text.substring(start, position);
    }

    /** Steps, each behind a slash; none where no slash is. */
    List<Integer> readSlashedSteps(KeyFault fault) {
        List<Integer> steps = new ArrayList<>();
        while (take('/')) {
            steps.add(readStep(fault));
            if (steps.size() > DerivationPath.MOST_STEPS) {
                throw fault(fault, "more than " + DerivationPath.MOST_STEPS + " steps");
            }
        }
        return steps;
    }

    /**
     * A decimal number of at most 2³¹−1 without leading zeros, and {@code h} or {@code '} where it is hardened. BIP380
     * knows no {@code H}.
     */
    int readStep(KeyFault fault) {
        int start = position;
        long number = 0;
        while (position < text.length() && isDigit(text.charAt(position)) && position - start <= MOST_DIGITS) {
            number = number * 10 + text.charAt(position) - '0';
            position++;
        }
        int digits = position - start;
        boolean canonical = digits > 0 && (digits == 1 || text.charAt(start) != '0');
        if (!canonical || number > Integer.MAX_VALUE) {
            position = start;
            throw fault(fault, "a step from 0 to 2147483647 expected");
        }
        boolean hardened = take('h') || take('\'');
        return (int) number | (hardened ? DerivationPath.HARDENED : 0);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    KeyException fault(KeyFault fault, String problem) {
        return new KeyException(fault, problem, position);
    }
}
