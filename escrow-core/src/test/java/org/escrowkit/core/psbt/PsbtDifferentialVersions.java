package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;

/**
 * A second reading of BIP370 by its table of fields alone: what stands in the unsigned transaction of version 0 stands,
 * in version 2, in fields of its own.
 */
final class PsbtDifferentialVersions {
    private PsbtDifferentialVersions() {}

    static byte[] toVersion2(PsbtDifferentialBytes version0) {
        PsbtDifferentialBytes psbt = version0.copy();
        List<Field> global = psbt.maps.get(0);
        Field unsigned = global.stream()
                .filter(field -> field.key().equals(ByteString.ofHex("00")))
                .findFirst()
                .orElseThrow();
        Transaction transaction = Transaction.parseLegacy(unsigned.value());
        global.remove(unsigned);
        global.add(Field.of("02", int32(transaction.version())));
        global.add(Field.of("03", int32(transaction.lockTime())));
        global.add(Field.of("04", count(transaction.inputs().size())));
        global.add(Field.of("05", count(transaction.outputs().size())));
        global.add(Field.of("fb", int32(2)));
        int map = 1;
        for (TransactionInput input : transaction.inputs()) {
            List<Field> fields = psbt.maps.get(map);
            Outpoint outpoint = input.outpoint();
            fields.add(Field.of(
                    "0e", new ByteWriter().writeReversedHash(outpoint.txid()).toByteString()));
            fields.add(Field.of("0f", int32(outpoint.index())));
            fields.add(Field.of("10", int32(input.sequence())));
            map++;
        }
        for (TransactionOutput output : transaction.outputs()) {
            List<Field> fields = psbt.maps.get(map);
            fields.add(Field.of(
                    "03", new ByteWriter().writeInt64(output.value().value).toByteString()));
            fields.add(Field.of("04", output.scriptPubKey()));
            map++;
        }
        return psbt.toBytes();
    }

    /** Of a PSBT whose inputs demand no lock times of their own. */
    static byte[] toVersion0(PsbtDifferentialBytes version2) {
        PsbtDifferentialBytes psbt = version2.copy();
        Map<String, ByteString> global = taken(psbt.maps.get(0), "02", "03", "04", "05", "06", "fb");
        int inputs = ByteReader.of(value(global, "04", ""), "count").readCompactSize();
        List<TransactionInput> spends = new ArrayList<>();
        List<TransactionOutput> pays = new ArrayList<>();
        for (List<Field> map : psbt.maps.subList(1, psbt.maps.size())) {
            if (spends.size() < inputs) {
                Map<String, ByteString> own = taken(map, "0e", "0f", "10");
                Sha256Hash txid = ByteReader.of(value(own, "0e", ""), "txid").readReversedHash();
                Outpoint outpoint = new Outpoint(txid, uint32(value(own, "0f", "")));
                spends.add(TransactionInput.unsigned(outpoint, uint32(value(own, "10", "ffffffff"))));
            } else {
                Map<String, ByteString> own = taken(map, "03", "04");
                Coin amount = Coin.valueOf(
                        ByteReader.of(value(own, "03", ""), "amount").readInt64());
                pays.add(new TransactionOutput(amount, value(own, "04", "")));
            }
        }
        int version = (int) uint32(value(global, "02", ""));
        Transaction unsigned = new Transaction(version, spends, pays, uint32(value(global, "03", "00000000")));
        psbt.maps.get(0).add(0, Field.of("00", ByteString.of(unsigned.serializeLegacy())));
        return psbt.toBytes();
    }

    private static Map<String, ByteString> taken(List<Field> map, String... keys) {
        Map<String, ByteString> taken = new HashMap<>();
        for (String key : keys) {
            map.stream()
                    .filter(field -> field.key().toHex().equals(key))
                    .forEach(field -> taken.put(key, field.value()));
            map.removeIf(field -> field.key().toHex().equals(key));
        }
        return taken;
    }

    private static ByteString value(Map<String, ByteString> fields, String key, String absent) {
        return fields.getOrDefault(key, ByteString.ofHex(absent));
    }

    private static ByteString int32(long value) {
        return new ByteWriter().writeInt32(value).toByteString();
    }

    private static ByteString count(int value) {
        return new ByteWriter().writeCompactSize(value).toByteString();
    }

    private static long uint32(ByteString value) {
        return ByteReader.of(value, "number").readUint32();
    }
}
