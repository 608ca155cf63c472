package org.escrowkit.core.keys;

/** Why a key is refused. */
public enum KeyFault {
    /** Not base58check, not 78 bytes, or another version than the ones this library reads. */
    NOT_AN_EXTENDED_KEY,
    /** An extended private key where only public ones belong. */
    PRIVATE,
    /** A 65-byte key, or a prefix other than 02 and 03. */
    NOT_COMPRESSED,
    /** The bytes are no point of secp256k1. */
    NOT_ON_CURVE,
    /** The generator point, whose private key is 1: anybody can sign for it. */
    GENERATOR,
    /** The key is for another network than the vault. */
    WRONG_NETWORK,
    /** The origin's path is not as deep as the extended key says it is. */
    ORIGIN_DEPTH_MISMATCH,
    /** The origin's text is not {@code [fingerprint/path]}. */
    ORIGIN_MALFORMED,
    /** Two parties hold the same key, in whatever disguise. */
    DUPLICATE
}
