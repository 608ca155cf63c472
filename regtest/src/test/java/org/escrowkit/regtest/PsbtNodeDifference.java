package org.escrowkit.regtest;

import java.util.regex.Pattern;

/** Every reason for which a node of release 29 may judge a PSBT otherwise than we do. There is no other. */
enum PsbtNodeDifference {
    /** S7, S10: any four bytes are the version of an extended key to it; we know xpub and tpub. */
    NODE_TAKES_ANY_VERSION_OF_EXTENDED_KEYS(Side.NODE_LAXER, "NOT_AN_EXTENDED_KEY: no registered version .*"),
    /** S14: while it decodes it takes amounts below zero and above all money. */
    NODE_TAKES_ANY_AMOUNT(Side.NODE_LAXER, "amount out of range: .*"),
    /** S2: it refuses to read a previous transaction that is another; we read it, show it, and refuse to sign it. */
    NODE_COMPARES_UTXOS_WHILE_READING(
            Side.NODE_STRICTER,
            "Non-witness UTXO does not match outpoint hash|Input specifies output index that does not exist"),
    /** S23: hash preimages, of scripts that are not ours. We keep them as they are and never consult them. */
    NODE_READS_PREIMAGES_THAT_WE_KEEP_UNREAD(
            Side.NODE_STRICTER, "Size of key was not the expected size for the type \\w+ preimage"),
    /** S23: fields of taproot. We keep them as they are and never consult them. */
    NODE_READS_TAPROOT_FIELDS(Side.NODE_STRICTER, ".*Taproot.*|Size of value was not the stated size|\\w+::read.*"),

    /** P11: {@code combinepsbt} keeps an input's sighash type only where the first PSBT has it; we keep both's. */
    NODE_COMBINES_NO_SIGHASH_TYPES(Side.FIELDS, "");

    /** What one alone accepts or refuses; or what the node keeps otherwise of what both accept. */
    enum Side {
        NODE_LAXER,
        NODE_STRICTER,
        FIELDS
    }

    private final Side side;
    private final Pattern refusal;

    PsbtNodeDifference(Side side, String refusal) {
        this.side = side;
        this.refusal = Pattern.compile(refusal);
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
