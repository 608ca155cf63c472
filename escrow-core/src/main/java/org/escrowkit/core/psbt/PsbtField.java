package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.PsbtVersion.V0;
import static org.escrowkit.core.psbt.PsbtVersion.V2;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The fields that this library reads, as the BIPs number and name them: 174, 370, 371 (taproot), 373 (MuSig2). Each
 * says which of the two versions may have it, and whether its key has data behind the type.
 */
enum PsbtField {
    GLOBAL_UNSIGNED_TX(0x00, false, V0),
    GLOBAL_XPUB(0x01, true),
    GLOBAL_TX_VERSION(0x02, false, V2),
    GLOBAL_FALLBACK_LOCKTIME(0x03, false, V2),
    GLOBAL_INPUT_COUNT(0x04, false, V2),
    GLOBAL_OUTPUT_COUNT(0x05, false, V2),
    GLOBAL_TX_MODIFIABLE(0x06, false, V2),
    GLOBAL_VERSION(0xfb, false),
    GLOBAL_PROPRIETARY(0xfc, true),

    IN_NON_WITNESS_UTXO(0x00, false),
    IN_WITNESS_UTXO(0x01, false),
    IN_PARTIAL_SIG(0x02, true),
    IN_SIGHASH_TYPE(0x03, false),
    IN_REDEEM_SCRIPT(0x04, false),
    IN_WITNESS_SCRIPT(0x05, false),
    IN_BIP32_DERIVATION(0x06, true),
    IN_FINAL_SCRIPTSIG(0x07, false),
    IN_FINAL_SCRIPTWITNESS(0x08, false),
    IN_POR_COMMITMENT(0x09, false),
    IN_RIPEMD160(0x0a, true),
    IN_SHA256(0x0b, true),
    IN_HASH160(0x0c, true),
    IN_HASH256(0x0d, true),
    IN_PREVIOUS_TXID(0x0e, false, V2),
    IN_OUTPUT_INDEX(0x0f, false, V2),
    IN_SEQUENCE(0x10, false, V2),
    IN_REQUIRED_TIME_LOCKTIME(0x11, false, V2),
    IN_REQUIRED_HEIGHT_LOCKTIME(0x12, false, V2),
    IN_TAP_KEY_SIG(0x13, false),
    IN_TAP_SCRIPT_SIG(0x14, true),
    IN_TAP_LEAF_SCRIPT(0x15, true),
    IN_TAP_BIP32_DERIVATION(0x16, true),
    IN_TAP_INTERNAL_KEY(0x17, false),
    IN_TAP_MERKLE_ROOT(0x18, false),
    IN_MUSIG2_PARTICIPANT_PUBKEYS(0x1a, true),
    IN_MUSIG2_PUB_NONCE(0x1b, true),
    IN_MUSIG2_PARTIAL_SIG(0x1c, true),
    IN_PROPRIETARY(0xfc, true),

    OUT_REDEEM_SCRIPT(0x00, false),
    OUT_WITNESS_SCRIPT(0x01, false),
    OUT_BIP32_DERIVATION(0x02, true),
    OUT_AMOUNT(0x03, false, V2),
    OUT_SCRIPT(0x04, false, V2),
    OUT_TAP_INTERNAL_KEY(0x05, false),
    OUT_TAP_TREE(0x06, false),
    OUT_TAP_BIP32_DERIVATION(0x07, true),
    OUT_MUSIG2_PARTICIPANT_PUBKEYS(0x08, true),
    OUT_PROPRIETARY(0xfc, true);

    static final Map<Integer, PsbtField> OF_GLOBAL = named("GLOBAL_");
    static final Map<Integer, PsbtField> OF_INPUTS = named("IN_");
    static final Map<Integer, PsbtField> OF_OUTPUTS = named("OUT_");

    private final int type;
    private final boolean keyed;
    private final @Nullable PsbtVersion only;

    PsbtField(int type, boolean keyed) {
        this(type, keyed, null);
    }

    PsbtField(int type, boolean keyed, @Nullable PsbtVersion only) {
        this.type = type;
        this.keyed = keyed;
        this.only = only;
    }

    int type() {
        return type;
    }

    /** Whether data follows the type in the key, so that a map may have several of these fields. */
    boolean keyed() {
        return keyed;
    }

    boolean isIn(PsbtVersion version) {
        return only == null || only == version;
    }

    /** Whether it has a name here and no use, so that it is kept as it is. */
    boolean isKept() {
        return isProprietary() || name().contains("_MUSIG2_");
    }

    boolean isProprietary() {
        return name().endsWith("_PROPRIETARY");
    }

    /** The field of a key with its type first; null where it has no name. */
    static @Nullable PsbtField ofKey(ByteString key, Map<Integer, PsbtField> named) {
        return named.get(ByteReader.of(key, "PSBT field key").readCompactSize());
    }

    /** The fields of one kind of map, by type. */
    private static Map<Integer, PsbtField> named(String prefix) {
        return Arrays.stream(values())
                .filter(field -> field.name().startsWith(prefix))
                .collect(ImmutableMap.toImmutableMap(PsbtField::type, Function.identity()));
    }

    /** The BIP's name. */
    @Override
    public String toString() {
        return "PSBT_" + name();
    }
}
