package org.escrowkit.wallet.sign;

/** Why a {@code .psbt} file is not read or not written. */
public enum PsbtFileFault {
    /** There is no such file. */
    MISSING,
    /** There is one, but the system does not let it be read. */
    UNREADABLE,
    /** More bytes than any PSBT has that this library reads. */
    TOO_LARGE,
    /** Neither a strict PSBT nor strict base64 of one; the cause is the {@code MalformedException}. */
    MALFORMED,
    /** A file is there already, and nobody said that it may be replaced. */
    EXISTS,
    /** The system does not let it be written: no such directory, no right, no room. */
    NOT_WRITTEN
}
