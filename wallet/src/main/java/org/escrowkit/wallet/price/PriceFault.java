package org.escrowkit.wallet.price;

/** Why a source gave nothing that counts. */
public enum PriceFault {
    /** No connection, or it broke; a TLS certificate that is not trusted is one of the reasons. */
    UNREACHABLE,
    /** No whole answer in time. */
    TOO_SLOW,
    /** Another HTTP status than 200: redirects are not followed. */
    BAD_STATUS,
    /** The answer is longer than any honest one; the rest of it was not read. */
    TOO_LARGE,
    /** The answer is not in the source's form, or its price is no plain decimal above zero. */
    MALFORMED,
    /** The answer is about another currency or pair. */
    WRONG_PAIR,
    /** The source itself says that it has no answer. */
    SAYS_ERROR,
    /** A bug of the feed: it threw. */
    BROKEN
}
