package org.escrowkit.core.psbt;

import fr.acinq.secp256k1.Secp256k1;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/** PSBTs of nearly the most bytes, each made of what takes the most memory for its bytes of one kind. */
final class PsbtDensest {
    private static final int MOST_BYTES = 3_990_000;
    private static final int MOST_ENTRIES = ParseLimits.MOST_ENTRIES;
    /** In a previous transaction, beside its one input and one output. */
    private static final int MOST_PARTS = ParseLimits.MOST_PARTS - 2;

    private static final int TREE_DEPTH = 13;
    private static final ByteString ONE_BYTE = ByteString.ofHex("51");
    private static final TransactionInput INPUT = TransactionInput.unsigned(new Outpoint(Sha256Hash.ZERO_HASH, 0), 0);
    private static final TransactionOutput OUTPUT = new TransactionOutput(Coin.ZERO, ONE_BYTE);

    private PsbtDensest() {}

    /** By what they are made of; made when asked for, so that no two of them are in memory. */
    static Map<String, Supplier<byte[]>> all() {
        Map<String, Supplier<byte[]>> all = new LinkedHashMap<>();
        all.put("too many witness items before", () -> previous(Collections.nCopies(1_990_000, ONE_BYTE), 1));
        all.put("witness items before", () -> previous(Collections.nCopies(MOST_PARTS, ONE_BYTE), 1));
        all.put("too many outputs before", () -> previous(List.of(), 398_000));
        all.put("outputs before", () -> previous(List.of(), MOST_PARTS));
        all.put("too many final witness items", () -> inputs(1, i -> finalWitness(MOST_ENTRIES)));
        all.put("final witness items", () -> inputs(1, 20, i -> finalWitness(MOST_ENTRIES)));
        all.put("too many leaves", () -> trees(120));
        all.put("leaves", () -> trees(ParseLimits.MOST_PARTS >> TREE_DEPTH));
        all.put("keys with signatures", () -> inputs(MOST_ENTRIES, i -> field(2, key(i))));
        all.put("preimages", () -> inputs(MOST_ENTRIES, i -> field(10, number(i, 20))));
        all.put("taproot origins", () -> inputs(MOST_ENTRIES, i -> field(22, number(i, 32), 0, 1, 2, 3, 4)));
        all.put("steps of origins", () -> inputs(MOST_ENTRIES, i -> field(22, number(i, 32), new int[1 + 4 * 256])));
        all.put("unknown fields", () -> inputs(8_000, 10, i -> field(0xf0, number(i, 2))));
        all.put(
                "inputs of version 2",
                () -> Psbt.parse(begun(MOST_ENTRIES, MOST_ENTRIES)
                                .write(new byte[2 * MOST_ENTRIES])
                                .toByteArray())
                        .toVersion(PsbtVersion.V2)
                        .serialize());
        return all;
    }

    private static ByteWriter begun(int inputs, int outputs) {
        Transaction unsigned =
                new Transaction(2, Collections.nCopies(inputs, INPUT), Collections.nCopies(outputs, OUTPUT), 0);
        return new ByteWriter()
                .write(PsbtReader.MAGIC)
                .write(field(0, new byte[0], unsigned.serializeLegacy()))
                .writeByte(0);
    }

    private static byte[] previous(List<ByteString> witness, int outputs) {
        Transaction previous =
                new Transaction(2, List.of(INPUT.withWitness(witness)), Collections.nCopies(outputs, OUTPUT), 0);
        return begun(1, 1)
                .write(field(0, new byte[0], previous.serialize()))
                .write(new byte[2])
                .toByteArray();
    }

    private static byte[] trees(int outputs) {
        ByteWriter tree = new ByteWriter();
        for (int leaf = 0; leaf < 1 << TREE_DEPTH; leaf++) {
            tree.writeByte(TREE_DEPTH).writeByte(0xc0).writeVarBytes(ONE_BYTE);
        }
        ByteWriter out = begun(1, outputs).writeByte(0);
        for (int i = 0; i < outputs; i++) {
            out.write(field(6, new byte[0], tree.toByteArray())).writeByte(0);
        }
        return out.toByteArray();
    }

    /** As many inputs as there is room for. */
    private static byte[] inputs(int fieldsEach, IntFunction<byte[]> field) {
        int size = field.apply(0).length;
        int each = Math.min(fieldsEach, MOST_BYTES / size);
        return inputs(each, MOST_BYTES / (each * size + 42), field);
    }

    private static byte[] inputs(int fieldsEach, int inputs, IntFunction<byte[]> field) {
        ByteWriter out = begun(inputs, 1);
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < fieldsEach; j++) {
                out.write(field.apply(i * fieldsEach + j));
            }
            out.writeByte(0);
        }
        return out.writeByte(0).toByteArray();
    }

    private static byte[] field(int type, byte[] keyData, int... value) {
        byte[] bytes = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            bytes[i] = (byte) value[i];
        }
        return field(type, keyData, bytes);
    }

    private static byte[] field(int type, byte[] keyData, byte[] value) {
        return new ByteWriter()
                .writeCompactSize(1 + keyData.length)
                .writeByte(type)
                .write(keyData)
                .writeCompactSize(value.length)
                .write(value)
                .toByteArray();
    }

    private static byte[] finalWitness(int items) {
        ByteWriter value = new ByteWriter().writeCompactSize(items);
        for (int i = 0; i < items; i++) {
            value.writeVarBytes(ONE_BYTE);
        }
        return field(8, new byte[0], value.toByteArray());
    }

    private static byte[] number(int number, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < Math.min(4, size); i++) {
            bytes[i] = (byte) (number >> (8 * i));
        }
        return bytes;
    }

    /** A point of its own for each number, none of them the generator. */
    private static byte[] key(int number) {
        byte[] secret = ByteBuffer.allocate(32).putInt(28, number + 2).array();
        return Secp256k1.get().pubKeyCompress(Secp256k1.get().pubkeyCreate(secret));
    }
}
