package org.escrowkit.core.vault;

/** Why a descriptor is refused. */
public enum DescriptorFault {
    /** More characters than any descriptor of a form that this library reads. */
    TOO_LONG,
    /** A character that no descriptor contains (BIP380). */
    BAD_CHARACTER,
    /** There is no checksum, and one is required. */
    CHECKSUM_MISSING,
    /** The checksum has another length than 8, or is another text's. */
    CHECKSUM_WRONG,
    /** No function where one belongs, or one without its closing parenthesis. */
    NOT_A_FUNCTION,
    /** A function that Bitcoin Core knows and this library does not read; the message names it. */
    UNSUPPORTED,
    /** A function that no BIP names; the message repeats it. */
    UNKNOWN_FUNCTION,
    /** A function that this library reads, but not in this place. */
    MISPLACED,
    /** No number, zero, or more signatures than keys. */
    THRESHOLD,
    /** No key, or more than the 20 that consensus allows in one OP_CHECKMULTISIG. */
    KEY_COUNT,
    /** A key expression that is refused; the cause is the {@code KeyException}. */
    KEY,
    /** Keys that branch ({@code <0;1>}) into different numbers of paths. */
    MULTIPATH,
    /** A key or an address of another network. */
    WRONG_NETWORK,
    /** The argument of {@code addr} is no address of the network. */
    ADDRESS,
    /** The argument of {@code raw} is no hexadecimal script. */
    HEX,
    /** A descriptor, but not one of a vault. */
    NOT_A_VAULT
}
