package org.escrowkit.core.psbt;

import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Set;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * The fields that a spend of a P2WSH multisig does not have. They are looked for in the bytes that the PSBT is written
 * as, so that none hides behind what this library understands of it.
 */
final class PsbtExplainedFields {

    private static final Set<PsbtField> USUAL = Sets.immutableEnumSet(
            PsbtField.GLOBAL_UNSIGNED_TX,
            PsbtField.GLOBAL_XPUB,
            PsbtField.GLOBAL_TX_VERSION,
            PsbtField.GLOBAL_FALLBACK_LOCKTIME,
            PsbtField.GLOBAL_INPUT_COUNT,
            PsbtField.GLOBAL_OUTPUT_COUNT,
            PsbtField.GLOBAL_TX_MODIFIABLE,
            PsbtField.GLOBAL_VERSION,
            PsbtField.IN_NON_WITNESS_UTXO,
            PsbtField.IN_WITNESS_UTXO,
            PsbtField.IN_PARTIAL_SIG,
            PsbtField.IN_SIGHASH_TYPE,
            PsbtField.IN_WITNESS_SCRIPT,
            PsbtField.IN_BIP32_DERIVATION,
            PsbtField.IN_FINAL_SCRIPTWITNESS,
            PsbtField.IN_PREVIOUS_TXID,
            PsbtField.IN_OUTPUT_INDEX,
            PsbtField.IN_SEQUENCE,
            PsbtField.IN_REQUIRED_TIME_LOCKTIME,
            PsbtField.IN_REQUIRED_HEIGHT_LOCKTIME,
            PsbtField.OUT_WITNESS_SCRIPT,
            PsbtField.OUT_BIP32_DERIVATION,
            PsbtField.OUT_AMOUNT,
            PsbtField.OUT_SCRIPT);

    private PsbtExplainedFields() {}

    static void of(Psbt psbt, PsbtOddities oddities) {
        if (psbt.global().modifiable() != 0) {
            oddities.add(PsbtOddity.Kind.STRANGE_FIELD, "the PSBT says that others may still change the transaction");
        }
        ByteReader in = ByteReader.of(psbt.serialize(), "PSBT");
        in.window(PsbtReader.MAGIC.size());
        explainMap(in, "the PSBT", PsbtField.OF_GLOBAL, oddities);
        for (int i = 0; i < psbt.inputs().size(); i++) {
            explainMap(in, "input " + i, PsbtField.OF_INPUTS, oddities);
        }
        for (int i = 0; i < psbt.outputs().size(); i++) {
            explainMap(in, "output " + i, PsbtField.OF_OUTPUTS, oddities);
        }
    }

    private static void explainMap(ByteReader in, String where, Map<Integer, PsbtField> named, PsbtOddities oddities) {
        for (ByteString key = in.readVarBytes(); !key.isEmpty(); key = in.readVarBytes()) {
            ByteString value = in.readVarBytes();
            PsbtField field = named.get(ByteReader.of(key, "key").readCompactSize());
            if (field == null || !USUAL.contains(field)) {
                String name = field == null ? "an unknown field" : "the field " + field;
                String size = value.size() == 1 ? "1 byte" : value.size() + " bytes";
                oddities.add(
                        PsbtOddity.Kind.STRANGE_FIELD,
                        where + " has " + name + ", key " + PsbtExplanationText.hex(key) + ", value of " + size + " "
                                + PsbtExplanationText.hex(value));
            }
        }
    }
}
