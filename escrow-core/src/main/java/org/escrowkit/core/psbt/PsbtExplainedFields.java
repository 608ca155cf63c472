package org.escrowkit.core.psbt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * The fields that a spend of a P2WSH multisig does not have. They are looked for in the bytes that the PSBT is written
 * as, so that none hides behind what this library understands of it.
 */
final class PsbtExplainedFields {
    private static final int MAGIC_SIZE = 5;

    private static final int UNSIGNED_TRANSACTION = 0x00;
    private static final int MODIFIABLE = 0x06;
    private static final int PROPRIETARY = 0xfc;

    private static final Set<Integer> GLOBAL = Set.of(UNSIGNED_TRANSACTION, 0x01, 0xfb);
    private static final Set<Integer> GLOBAL_OF_VERSION_2 = Set.of(0x02, 0x03, 0x04, 0x05, MODIFIABLE);

    /** Previous transaction, UTXO, signatures, sighash, script, origins, witness. */
    private static final Set<Integer> INPUT = Set.of(0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x08);

    private static final Set<Integer> INPUT_OF_VERSION_2 = Set.of(0x0e, 0x0f, 0x10, 0x11, 0x12);

    /** Witness script and origins. */
    private static final Set<Integer> OUTPUT = Set.of(0x01, 0x02);

    private static final Set<Integer> OUTPUT_OF_VERSION_2 = Set.of(0x03, 0x04);

    private static final Map<Integer, String> INPUT_NAMES = Map.ofEntries(
            Map.entry(0x04, "a redeem script"),
            Map.entry(0x07, "a final scriptSig"),
            Map.entry(0x09, "a proof of reserves"),
            Map.entry(0x0a, "a preimage"),
            Map.entry(0x0b, "a preimage"),
            Map.entry(0x0c, "a preimage"),
            Map.entry(0x0d, "a preimage"),
            Map.entry(0x13, "a taproot field"),
            Map.entry(0x14, "a taproot field"),
            Map.entry(0x15, "a taproot field"),
            Map.entry(0x16, "a taproot field"),
            Map.entry(0x17, "a taproot field"),
            Map.entry(0x18, "a taproot field"));

    private static final Map<Integer, String> OUTPUT_NAMES =
            Map.of(0x00, "a redeem script", 0x05, "a taproot field", 0x06, "a taproot field", 0x07, "a taproot field");

    private PsbtExplainedFields() {}

    static void of(Psbt psbt, PsbtOddities oddities) {
        ByteReader in = ByteReader.of(psbt.serialize(), "PSBT");
        in.readBytes(MAGIC_SIZE);
        Map<ByteString, ByteString> global = readMap(in);
        boolean version2 = !global.containsKey(ByteString.of((byte) UNSIGNED_TRANSACTION));
        ByteString modifiable = global.getOrDefault(ByteString.of((byte) MODIFIABLE), ByteString.EMPTY);
        if (version2 && !modifiable.isEmpty() && modifiable.at(0) != 0) {
            oddities.add(PsbtOddity.Kind.STRANGE_FIELD, "the PSBT says that others may still change the transaction");
        }
        Set<Integer> none = Set.of();
        explain("the PSBT", global, GLOBAL, version2 ? GLOBAL_OF_VERSION_2 : none, Map.of(), oddities);
        for (int i = 0; i < psbt.inputs().size(); i++) {
            explain("input " + i, readMap(in), INPUT, version2 ? INPUT_OF_VERSION_2 : none, INPUT_NAMES, oddities);
        }
        for (int i = 0; i < psbt.outputs().size(); i++) {
            explain("output " + i, readMap(in), OUTPUT, version2 ? OUTPUT_OF_VERSION_2 : none, OUTPUT_NAMES, oddities);
        }
    }

    private static Map<ByteString, ByteString> readMap(ByteReader in) {
        Map<ByteString, ByteString> fields = new LinkedHashMap<>();
        for (ByteString key = in.readVarBytes(); !key.isEmpty(); key = in.readVarBytes()) {
            fields.put(key, in.readVarBytes());
        }
        return fields;
    }

    private static void explain(
            String where,
            Map<ByteString, ByteString> fields,
            Set<Integer> usual,
            Set<Integer> usualInItsVersion,
            Map<Integer, String> names,
            PsbtOddities oddities) {
        fields.forEach((key, value) -> {
            int type = key.at(0);
            if (!usual.contains(type) && !usualInItsVersion.contains(type)) {
                String name =
                        type == PROPRIETARY ? "a proprietary field" : names.getOrDefault(type, "an unknown field");
                String size = value.size() == 1 ? "1 byte" : value.size() + " bytes";
                oddities.add(
                        PsbtOddity.Kind.STRANGE_FIELD,
                        where + " has " + name + ", key " + PsbtExplanationText.hex(key) + ", value of " + size + " "
                                + PsbtExplanationText.hex(value));
            }
        });
    }
}
