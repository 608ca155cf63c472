package org.escrowkit.wallet.audit;

/** What is wrong with an audit log. */
public enum AuditFault {
    /** Another process, or another part of this one, has it open. */
    IN_USE,
    /** The system does not let it be read or written. */
    UNUSABLE,
    /** Not a log, or one of a version that this library does not know. */
    MALFORMED,
    /** A row, or one before it, is not as it was written. */
    CHANGED,
    /** Rows that are known to have been there are missing at its end: an old copy was put in its place. */
    ROLLED_BACK
}
