package org.escrowkit.wallet.audit;

import java.util.stream.Collectors;

/** Text for a terminal. Guarantees that nothing which a stranger or a node said moves its cursor or its colours. */
public final class Printable {
    private Printable() {}

    /** The same text, with a space for each control character. */
    public static String of(String text) {
        return text.chars()
                .mapToObj(letter -> Character.isISOControl(letter) ? " " : Character.toString(letter))
                .collect(Collectors.joining());
    }
}
