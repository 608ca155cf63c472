package org.escrowkit.regtest;

import java.util.regex.Pattern;

/** Every reason for which a node of release 29 may judge a PSBT otherwise than we do. There is no other. */
enum PsbtNodeDifference {
    /** P7, P8: fields of version 2 have no place in version 0. The node knows no version 2, and keeps them unread. */
    NODE_KNOWS_NO_VERSION_2(
            Side.NODE_LAXER,
            "PSBT_GLOBAL_(TX_VERSION|FALLBACK_LOCKTIME|INPUT_COUNT|OUTPUT_COUNT|TX_MODIFIABLE), .*",
            "PSBT_IN_(PREVIOUS_TXID|OUTPUT_INDEX|SEQUENCE|REQUIRED_TIME_LOCKTIME|REQUIRED_HEIGHT_LOCKTIME), .*",
            "PSBT_OUT_(AMOUNT|SCRIPT), .*"),
    /** BIP373: fields of MuSig2, which newer nodes refuse as we do. */
    NODE_KNOWS_NO_MUSIG2(Side.NODE_LAXER, "PSBT_(IN|OUT)_MUSIG2_\\w+, .*"),
    /** BIP127: a proof of reserves has no key data. */
    NODE_KNOWS_NO_PROOF_OF_RESERVES(Side.NODE_LAXER, "PSBT_IN_POR_COMMITMENT, .*"),
    /** S7, S10: any four bytes are the version of an extended key to it; we know xpub and tpub. */
    NODE_TAKES_ANY_VERSION_OF_EXTENDED_KEYS(
            Side.NODE_LAXER, "PSBT_GLOBAL_XPUB, NOT_AN_EXTENDED_KEY: no registered version .*"),
    /** BIP174: an extended key's origin has as many steps as the key is deep. */
    NODE_TAKES_ANY_DEPTH_OF_EXTENDED_KEYS(Side.NODE_LAXER, "PSBT_GLOBAL_XPUB, a key of depth .*"),
    /** S14: while it decodes it takes amounts below zero and above all money. */
    NODE_TAKES_ANY_AMOUNT(
            Side.NODE_LAXER, "PSBT_(GLOBAL_UNSIGNED_TX|IN_NON_WITNESS_UTXO|IN_WITNESS_UTXO), amount out of range: .*"),

    /** S2: it refuses to read a previous transaction that is another; we read it, show it, and refuse to sign it. */
    NODE_COMPARES_UTXOS_WHILE_READING(
            Side.NODE_STRICTER,
            "Non-witness UTXO does not match outpoint hash",
            "Input specifies output index that does not exist"),

    /** P11: {@code combinepsbt} keeps an input's sighash type only where the first PSBT has it; we keep both's. */
    NODE_COMBINES_NO_SIGHASH_TYPES(Side.FIELDS),
    /** P11: of an input that is final it writes no signatures, scripts and origins; we drop nothing that came in. */
    NODE_WRITES_NOTHING_FOR_SIGNERS_OF_FINAL_INPUTS(Side.FIELDS);

    /** What one alone accepts or refuses; or what the node keeps otherwise of what both accept. */
    enum Side {
        NODE_LAXER,
        NODE_STRICTER,
        FIELDS
    }

    private final Side side;
    private final Pattern refusal;

    PsbtNodeDifference(Side side, String... refusals) {
        this.side = side;
        this.refusal = Pattern.compile(String.join("|", refusals));
    }

    /** Why one alone refuses, by the words of the one that does; an unknown reason is a failure. */
    static PsbtNodeDifference of(Side side, String refusal, String which) {
        String words = refusal.replaceFirst("^TX decode failed (.*): iostream error$", "$1");
        for (PsbtNodeDifference each : values()) {
            if (each.side == side && each.refusal.matcher(words).matches()) {
                return each;
            }
        }
        throw new AssertionError("unexplained: " + side + ", " + refusal + ", " + which);
    }
}
