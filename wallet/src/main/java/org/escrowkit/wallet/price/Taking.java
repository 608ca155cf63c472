package org.escrowkit.wallet.price;

/** What a book did with a price that it was given. */
public sealed interface Taking {
    /** It is new, and on the disk. */
    record Added() implements Taking {}

    /** The same was there. */
    record Known() implements Taking {}

    /** It proves nothing, and is not kept. */
    record Refused(Fault fault, String words) implements Taking {}

    /** Why a price is refused. */
    enum Fault {
        /** The terms name no such source. */
        UNKNOWN_SOURCE,
        /** The book is about another currency. */
        OTHER_CURRENCY,
        /** The source did not sign it. */
        BAD_SIGNATURE,
        /** The source signed another price under this number: it is disqualified from now on. */
        EQUIVOCATION,
        /** The source did that before. */
        DISQUALIFIED,
        /** Its time is before that of a lower number, or after that of a higher one. */
        AGAINST_TIME,
        /** Its time is ahead of ours by more than clocks may differ. */
        FROM_THE_FUTURE,
        /** It is older than what the book keeps. */
        TOO_OLD,
        /** The source says more than the book keeps of one source. */
        TOO_MANY
    }
}
