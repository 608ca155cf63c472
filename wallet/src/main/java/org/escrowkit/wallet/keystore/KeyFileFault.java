package org.escrowkit.wallet.keystore;

/** Why a key file is not read or not written. */
public enum KeyFileFault {
    /** There is no such file. */
    MISSING,
    /** There is one, but the system does not let it be read. */
    UNREADABLE,
    /** Others than its owner may read or write it. */
    EXPOSED,
    /** No key file, or one of a version that this library does not know. */
    MALFORMED,
    /** The passphrase is wrong, or the file was changed: nobody can tell which. */
    WRONG_PASSPHRASE,
    /** A file is there already. */
    EXISTS,
    /** The system does not let it be written: no such directory, no right, no room. */
    NOT_WRITTEN
}
