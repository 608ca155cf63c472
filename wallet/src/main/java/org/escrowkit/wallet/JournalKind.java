package org.escrowkit.wallet;

import java.util.Arrays;
import java.util.Locale;
import org.escrowkit.core.bitcoin.MalformedException;

/** The kinds of rows in a loan's journal: never to be changed. */
enum JournalKind {
    /** The loan as it began. */
    OPENED,

    /** A fact or a command that changed it. */
    EVENT,

    /** A command that it refused, and why. */
    REFUSED,

    /** What was shown for a settlement. */
    EVIDENCE,

    /** What the chain said of a deposit. */
    DEPOSIT,

    /** What goes wrong, in words. */
    TROUBLE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws MalformedException for a word that this version does not know */
    static JournalKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new MalformedException("journal", 0, "no row is a " + word));
    }
}
