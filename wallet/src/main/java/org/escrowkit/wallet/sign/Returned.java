package org.escrowkit.wallet.sign;

import org.escrowkit.core.psbt.Psbt;

/** What becomes of a PSBT that comes back from a device. */
public sealed interface Returned {
    /** @param psbt what was handed out, with this party's signatures, and nothing else that came back */
    record Taken(Psbt psbt) implements Returned {}

    /** @param what in words, with the input */
    record Rejected(Fault fault, String what) implements Returned {}

    /** Why a PSBT that comes back is not taken. */
    enum Fault {
        /** Nothing waits for it: another transaction than any that this party handed out. */
        NOT_HANDED_OUT,
        /** A file that is no PSBT, or cannot be read. */
        UNREADABLE,
        /** It says something else than what was handed out, or has a bad signature of another party in it. */
        CONTRADICTS,
        /** An input lacks this party's signature. */
        NOT_SIGNED,
        /** A signature of this party is not good for what was handed out, or not SIGHASH_ALL, strict DER and low S. */
        BAD_SIGNATURE
    }
}
