package org.escrowkit.core.psbt;

/**
 * Something in a PSBT that a person should look at before signing.
 *
 * @param words one line; whatever comes from the PSBT stands in it as a number or as hexadecimal digits
 */
public record PsbtOddity(Kind kind, String words) {
    /** Stable names. */
    public enum Kind {
        /** The bytes are no PSBT that this library reads. */
        UNREADABLE,
        /** A bug of ours: the explanation is not complete. */
        UNEXPLAINED,
        /** Nobody is to sign anything now. */
        NOTHING_DEMANDED,
        /** An input that spends something else than the coins that are to be spent. */
        FOREIGN_INPUT,
        /** Two inputs that spend the same coin. */
        DUPLICATE_INPUT,
        /** A coin that is to be spent, and is not. */
        COIN_LEFT_OUT,
        /** An input does not bring what proves its amount. */
        UTXO_MISSING,
        /** An input contradicts itself, or the reader's own records, about what it spends. */
        UTXO_MISMATCH,
        /** The witness script is not there, or is another one. */
        SCRIPT_NOT_OURS,
        /** A key, or where it comes from, that is not ours. */
        KEY_NOT_OURS,
        /** A signature is asked for that does not commit to the whole transaction. */
        SIGHASH_NOT_ALL,
        /** A signature that does not verify, or by a key that is not in the script. */
        SIGNATURE_BAD,
        /** A good signature by a party that must not sign this. */
        SIGNER_MUST_NOT,
        /** An output to nobody that the reader knows. */
        STRANGER_PAID,
        /** The outputs are not the demanded ones. */
        NOT_AS_DEMANDED,
        /** An output so small that nodes do not relay it. */
        DUST,
        /** The fee is outside its limits, or nobody can tell it. */
        FEE,
        /** Version, locktime or sequences are not the usual ones. */
        TIMING,
        /** An input is final already. */
        ALREADY_FINAL,
        /** A field that a spend of this kind does not have. */
        STRANGE_FIELD
    }
}
