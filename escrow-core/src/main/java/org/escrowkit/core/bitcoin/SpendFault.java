package org.escrowkit.core.bitcoin;

/** Why a spend of a P2WSH multisig output, or one signature of it, is refused. */
public enum SpendFault {
    /** The output is no {@code OP_0 <32 bytes>}. */
    NOT_P2WSH,
    /** A native segwit spend leaves scriptSig empty. */
    SCRIPT_SIG_NOT_EMPTY,
    WITNESS_MISSING,
    /** The last witness item does not hash to the output's program. */
    WITNESS_SCRIPT_MISMATCH,
    /** The witness script is no {@code m <key>… n OP_CHECKMULTISIG} over compressed keys. */
    NOT_MULTISIG,
    /** The stack is not: empty item, m signatures, witness script. */
    WITNESS_ITEM_COUNT,
    /** OP_CHECKMULTISIG's extra item is not empty (BIP147). */
    DUMMY_NOT_EMPTY,
    SIGNATURE_EMPTY,
    /** Not the one strict encoding of BIP66. */
    SIGNATURE_NOT_STRICT_DER,
    /** The malleable twin of a signature (BIP62, BIP146). */
    SIGNATURE_HIGH_S,
    /** The last byte of a signature is anything but SIGHASH_ALL. */
    SIGHASH_NOT_ALL,
    /** Good signatures by the script's keys, but not in the keys' order, or one of them twice. */
    SIGNATURES_OUT_OF_ORDER,
    /** A signature by none of the script's keys over this transaction. */
    SIGNATURE_INVALID
}
