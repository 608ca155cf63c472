package org.escrowkit.core.psbt;

/** Why a role of BIP174 refuses to go on. */
public enum PsbtFault {
    /** The two PSBTs are about different transactions. */
    DIFFERENT_TRANSACTION,
    /** One PSBT is of version 0, the other of version 2. */
    DIFFERENT_VERSION,
    /** Version 0 has no place for the field. */
    FIELD_OF_OTHER_VERSION,
    /** One input requires a time as locktime, another a height (BIP370). */
    LOCKTIME_UNDETERMINED,
    /** Both PSBTs have the field, with different values. */
    CONFLICTING_FIELD,
    /** The previous transaction, the spent output or the witness script is not there. */
    FIELD_MISSING,
    /** The previous transaction is not the one that the input spends, or not with that output. */
    UTXO_MISMATCH,
    /** A signature by a key that is not in the witness script. */
    KEY_NOT_IN_SCRIPT,
    /**
     * A signature that does not hold, or is of another type than its input asks for; the detail has the
     * {@link org.escrowkit.core.bitcoin.SpendFault}.
     */
    SIGNATURE_REFUSED,
    /** The extracted transaction would not satisfy the outputs that it spends. */
    SPEND_REFUSED
}
