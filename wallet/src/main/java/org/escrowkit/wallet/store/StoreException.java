package org.escrowkit.wallet.store;

import org.jspecify.annotations.Nullable;

/** What a store can fail with. The message names the store and what to do. */
public abstract sealed class StoreException extends RuntimeException {
    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether it may pass by itself, and be tried again from what the store says then. */
    public boolean canPass() {
        return this instanceof DiskFull
                || this instanceof Locked
                || this instanceof Unreachable
                || this instanceof NotLeader
                || this instanceof MoreScripts
                || this instanceof StaleLoan
                || this instanceof Answered
                || this instanceof Failed;
    }

    /** No room. Nothing was changed; the same step may be given again when there is some. */
    public static final class DiskFull extends StoreException {
        DiskFull(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Another process has it. Nothing was changed; the same may be tried again. */
    public static final class Locked extends StoreException {
        Locked(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What is stored contradicts itself. Stop, and restore a backup or start anew from the chain. */
    public static final class Corrupt extends StoreException {
        Corrupt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** It cannot be written. */
    public static final class ReadOnly extends StoreException {
        ReadOnly(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** It belongs to another chain, by the hash of its first block. */
    public static final class WrongChain extends StoreException {
        public WrongChain(String message) {
            super(message, null);
        }
    }

    /** A newer version of this software made it. */
    public static final class NewerSchema extends StoreException {
        NewerSchema(String message) {
            super(message, null);
        }
    }

    /** It once held more than now: an older copy was put in its place. */
    public static final class OlderThanKnown extends StoreException {
        OlderThanKnown(String message) {
            super(message, null);
        }
    }

    /** The database cannot be reached, or the connection broke. It may be tried again. */
    public static final class Unreachable extends StoreException {
        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Another one leads, or did meanwhile. Nothing was changed. What was read before is not to be gone on from. */
    public static final class NotLeader extends StoreException {
        public NotLeader(String message) {
            super(message, null);
        }
    }

    /** Scripts were registered that the maker of the step did not know. Nothing was changed. */
    public static final class MoreScripts extends StoreException {
        MoreScripts(String message) {
            super(message, null);
        }
    }

    /** A loan has moved on from what a step stands on. Nothing was changed; look at the loan again. */
    public static final class StaleLoan extends StoreException {
        private final LoanId loan;

        StaleLoan(String message, LoanId loan) {
            super(message, null);
            this.loan = loan;
        }

        public LoanId loan() {
            return loan;
        }
    }

    /** A command with the same key was answered meanwhile. Nothing was changed; the answer is there. */
    public static final class Answered extends StoreException {
        Answered(String message) {
            super(message, null);
        }
    }

    /** The step was made for another revision. */
    public static final class StaleStep extends StoreException {
        private final long stored;

        StaleStep(String message, long stored) {
            super(message, null);
            this.stored = stored;
        }

        /** The revision of the store; one above the step's where just that step is what was committed. */
        public long stored() {
            return stored;
        }
    }

    /** Something else; the cause says more. Whether a step was committed, {@link EscrowStore#head} tells. */
    public static final class Failed extends StoreException {
        Failed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
