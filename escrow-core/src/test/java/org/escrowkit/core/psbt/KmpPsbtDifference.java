package org.escrowkit.core.psbt;

import java.util.List;
import java.util.regex.Pattern;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;

/** Every reason for which bitcoin-kmp 0.30.0 may judge or keep a PSBT otherwise than we do. There is no other. */
enum KmpPsbtDifference {
    /** P7, P8: fields of version 2 have no place in version 0. It knows none of version 2, and keeps them unread. */
    KMP_KNOWS_NO_VERSION_2(
            Side.KMP_LAXER,
            "PSBT_GLOBAL_(TX_VERSION|FALLBACK_LOCKTIME|INPUT_COUNT|OUTPUT_COUNT|TX_MODIFIABLE), .*",
            "PSBT_IN_(PREVIOUS_TXID|OUTPUT_INDEX|SEQUENCE|REQUIRED_TIME_LOCKTIME|REQUIRED_HEIGHT_LOCKTIME), .*",
            "PSBT_OUT_(AMOUNT|SCRIPT), .*"),
    /** It keeps unread what we type: half of the fields of taproot, MuSig2 (BIP373) and proofs of reserves (BIP127). */
    KMP_KEEPS_UNREAD_WHAT_WE_TYPE(
            Side.KMP_LAXER,
            "PSBT_IN_TAP_(LEAF_SCRIPT|MERKLE_ROOT|SCRIPT_SIG), .*",
            "PSBT_OUT_TAP_TREE, .*",
            "PSBT_(IN|OUT)_MUSIG2_\\w+, .*",
            "PSBT_IN_POR_COMMITMENT, .*"),
    /** BIP174: of a proprietary field's key we read the identifier and the subtype, as Bitcoin Core does. */
    KMP_READS_NO_PROPRIETARY_KEYS(Side.KMP_LAXER, "PSBT_\\w+_PROPRIETARY, .*"),
    /** P4, P11: it reads a transaction, an output or a witness and lets be what stands behind it in the value. */
    KMP_IGNORES_BYTES_BEHIND_A_VALUE(
            Side.KMP_LAXER,
            "PSBT_(GLOBAL_UNSIGNED_TX|IN_NON_WITNESS_UTXO|IN_WITNESS_UTXO|IN_FINAL_SCRIPTWITNESS), \\d+ bytes too many"),
    /** S8: it takes 33 bytes for a key without looking for the point. We let no such key in. */
    KMP_LOOKS_FOR_NO_POINT(
            Side.KMP_LAXER, "PSBT_(IN_PARTIAL_SIG|(IN|OUT)_BIP32_DERIVATION), (NOT_ON_CURVE|NOT_COMPRESSED): .*"),
    /** S7, S10: any four bytes are the version of an extended key to it; we know xpub and tpub. */
    KMP_TAKES_ANY_VERSION_OF_EXTENDED_KEYS(
            Side.KMP_LAXER, "PSBT_GLOBAL_XPUB, NOT_AN_EXTENDED_KEY: no registered version .*"),
    /** S14: it takes amounts below zero and above all money. */
    KMP_TAKES_ANY_AMOUNT(
            Side.KMP_LAXER, "PSBT_(GLOBAL_UNSIGNED_TX|IN_NON_WITNESS_UTXO|IN_WITNESS_UTXO), amount out of range: .*"),
    /** P2: it reads a length that is written longer than it needs to be. */
    KMP_TAKES_LENGTHS_IN_MANY_FORMS(Side.KMP_LAXER, ", compact size is not canonical"),
    /**
     * P3, P12: of a type that stands alone it looks at the first field only. One with more in its key, behind it, it
     * drops; we and Bitcoin Core refuse it.
     */
    KMP_SEES_ONLY_THE_FIRST_OF_A_TYPE(
            Side.KMP_LAXER,
            "PSBT_IN_(NON_WITNESS_UTXO|WITNESS_UTXO|WITNESS_SCRIPT|SIGHASH_TYPE), the field takes no key data",
            "PSBT_OUT_WITNESS_SCRIPT, the field takes no key data"),
    /** P2: a key type is its first byte to it. That the type's other bytes are missing, it cannot see. */
    KMP_READS_NARROW_KEY_TYPES(Side.KMP_LAXER, ", key type: \\d+ bytes expected, \\d+ left"),
    /** P5: it reads a final witness on behind the end of its bytes, and an empty value so for an empty witness. */
    KMP_TAKES_TRUNCATED_FOR_EMPTY(Side.KMP_LAXER, "PSBT_IN_FINAL_SCRIPTWITNESS, \\d+ bytes expected, \\d+ left"),

    /** S2: it refuses to read what contradicts itself; we read it, show it, and refuse to sign it. */
    KMP_COMPARES_UTXOS_WHILE_READING(
            Side.KMP_STRICTER,
            "non-witness utxo does not match psbt outpoint",
            "witness utxo does not match non-witness utxo output"),
    /**
     * It takes scripts apart while reading; we keep them as bytes, and look into them when they are to be satisfied.
     */
    KMP_PARSES_SCRIPTS(Side.KMP_STRICTER, "failed to parse (redeem script|witness script|script sig)"),
    /** Beyond the depth (BIP174), it compares an extended key's child number with the last step of its origin. */
    KMP_COMPARES_CHILD_NUMBERS(Side.KMP_STRICTER, "<xpub> last child .*"),

    /**
     * P11: an input without a witness UTXO has, to it, no witness script; without any UTXO no signatures; and once it
     * is final, no previous transaction.
     */
    KMP_FORGETS_FIELDS_WITHOUT_A_WITNESS_UTXO(Side.FIELDS),
    /** P11: a final scriptSig or witness beside other fields of a signer. */
    KMP_FORGETS_A_FINAL_WITNESS_BESIDE_OTHER_FIELDS(Side.FIELDS);

    /** What differs. */
    enum Side {
        KMP_LAXER,
        KMP_STRICTER,
        FIELDS
    }

    private final Side side;
    private final Pattern refusal;

    KmpPsbtDifference(Side side, String... refusals) {
        this.side = side;
        this.refusal = Pattern.compile(String.join("|", refusals));
    }

    /** Why one alone refuses, by the words of the one that does; an unknown reason is a failure. */
    static KmpPsbtDifference of(Side side, String refusal, String which) {
        for (KmpPsbtDifference each : values()) {
            if (each.side == side && each.refusal.matcher(refusal).matches()) {
                return each;
            }
        }
        throw new AssertionError("unexplained: " + side + ", " + refusal + ", " + which);
    }

    /** Why a field of an input that we keep is not in the PSBT as bitcoin-kmp writes it again. */
    static KmpPsbtDifference ofLost(Field field, List<Field> input, String which) {
        boolean witnessUtxo = input.stream().anyMatch(each -> each.type() == 0x01);
        boolean isFinal = field.type() == 0x07 || field.type() == 0x08;
        boolean isScript = field.type() == 0x04 || field.type() == 0x05;
        if (isFinal && input.stream().anyMatch(each -> each.type() >= 0x02 && each.type() <= 0x06)) {
            return KMP_FORGETS_A_FINAL_WITNESS_BESIDE_OTHER_FIELDS;
        }
        boolean previousOfFinal =
                field.type() == 0x00 && input.stream().anyMatch(each -> each.type() == 0x07 || each.type() == 0x08);
        if (!witnessUtxo && (field.type() == 0x02 || isScript || isFinal || previousOfFinal)) {
            return KMP_FORGETS_FIELDS_WITHOUT_A_WITNESS_UTXO;
        }
        throw new AssertionError("unexplained loss of " + field + ", " + which);
    }
}
