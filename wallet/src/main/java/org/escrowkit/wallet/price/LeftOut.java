package org.escrowkit.wallet.price;

/**
 * A source that did not count, and why.
 *
 * @param words the reason in detail
 */
public record LeftOut(String source, Reason reason, String words) {
    /** Why a source did not count. */
    public enum Reason {
        /** It gave no answer. */
        FAILED,
        /** It failed too often, and is left alone for a while. */
        PAUSED,
        /** It has not come back from an earlier question. */
        BUSY,
        /** Its price is too old. */
        OLD,
        /** Its price is from the future. */
        EARLY,
        /** Its price is too far from the median. */
        DEVIATES
    }

    @Override
    public String toString() {
        return source + " (" + words + ")";
    }
}
