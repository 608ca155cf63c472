package org.escrowkit.core.keys;

/** Why a key is refused. */
public enum KeyFault {
    /** Not base58check, not 78 bytes, or another version than the ones this library reads. */
    NOT_AN_EXTENDED_KEY,
    /** A private key, extended (of any prefix) or in wallet import format, where only public ones belong. */
    PRIVATE,
    /** The prefix (SLIP-132) says that the key is for another kind of script, such as {@code zpub} in a P2WSH vault. */
    WRONG_SCRIPT_TYPE,
    /** A 65-byte key, or a prefix other than 02 and 03. */
    NOT_COMPRESSED,
    /** The bytes are no point of secp256k1. */
    NOT_ON_CURVE,
    /** The generator or its negation, whose private keys everybody knows. */
    GENERATOR,
    /** The key is for another network than the vault. */
    WRONG_NETWORK,
    /** The origin's path is not as deep as the extended key says it is. */
    ORIGIN_DEPTH_MISMATCH,
    /** The origin's text is not {@code [fingerprint/path]}. */
    ORIGIN_MALFORMED,
    /** The text behind the key is no path of steps, at most one {@code <0;1>} and at most one closing {@code *}. */
    PATH_MALFORMED,
    /** A hardened step below a public key, which cannot be derived without the private one. */
    HARDENED,
    /** Two parties hold the same key, in whatever disguise. */
    DUPLICATE
}
