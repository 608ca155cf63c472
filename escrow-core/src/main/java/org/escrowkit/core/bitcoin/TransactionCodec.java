package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.List;

/**
 * The serializations of a transaction: with witnesses (BIP144) and without. Takes time linear in the bytes; sizes are
 * computed without writing any.
 */
final class TransactionCodec {
    /** More bytes than this no block can hold (BIP141), so neither can a transaction. */
    static final int MOST_BYTES = 4_000_000;

    /** Marker and flag. */
    static final int SEGWIT_PREFIX_SIZE = 2;

    private static final int SEGWIT_MARKER = 0;
    private static final int SEGWIT_FLAG = 1;

    private TransactionCodec() {}

    static Transaction readWhole(ByteReader in) {
        expectAtMost(MOST_BYTES, in);
        Transaction transaction = read(in);
        in.expectEnd();
        return transaction;
    }

    static Transaction readWholeLegacy(ByteReader in) {
        expectAtMost(MOST_BYTES, in);
        Transaction transaction = readLegacy(in);
        in.expectEnd();
        return transaction;
    }

    static void expectAtMost(int bytes, ByteReader in) {
        if (in.remaining() > bytes) {
            throw in.malformed(in.remaining() + " bytes, more than a block may hold");
        }
    }

    static Transaction read(ByteReader in) {
        return read(in, MOST_BYTES);
    }

    static Transaction read(ByteReader in, int mostWitnessItems) {
        return in.peek(4) == SEGWIT_MARKER ? readSegwit(in, mostWitnessItems) : readLegacy(in);
    }

    static Transaction readLegacy(ByteReader in) {
        int version = in.readInt32();
        List<TransactionInput> inputs = readInputs(in);
        return new Transaction(version, inputs, readOutputs(in), in.readUint32());
    }

    private static Transaction readSegwit(ByteReader in, int mostWitnessItems) {
        int version = in.readInt32();
        in.readByte();
        if (in.readByte() != SEGWIT_FLAG) {
            throw in.malformed("unknown segwit flag");
        }
        List<TransactionInput> bare = readInputs(in);
        List<TransactionOutput> outputs = readOutputs(in);
        List<TransactionInput> inputs = new ArrayList<>(bare.size());
        int items = 0;
        for (TransactionInput input : bare) {
            List<ByteString> witness = readWitness(in, mostWitnessItems - items);
            items += witness.size();
            inputs.add(witness.isEmpty() ? input : input.withWitness(witness));
        }
        if (items == 0) {
            throw in.malformed("segwit flag, but no witness");
        }
        return new Transaction(version, inputs, outputs, in.readUint32());
    }

    private static List<TransactionInput> readInputs(ByteReader in) {
        int count = in.readCount(TransactionInput.LEAST_SIZE);
        List<TransactionInput> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            inputs.add(new TransactionInput(Outpoint.read(in), in.readVarBytes(), in.readUint32(), List.of()));
        }
        return inputs;
    }

    private static List<TransactionOutput> readOutputs(ByteReader in) {
        int count = in.readCount(TransactionOutput.LEAST_SIZE);
        List<TransactionOutput> outputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outputs.add(TransactionOutput.read(in));
        }
        return outputs;
    }

    static List<ByteString> readWitness(ByteReader in, int most) {
        int count = in.readCount(1);
        if (count > most) {
            throw in.malformed(count + " witness items, more than " + most);
        }
        List<ByteString> stack = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stack.add(in.readVarBytes());
        }
        return stack;
    }

    static void writeWitness(List<ByteString> stack, ByteWriter out) {
        out.writeCompactSize(stack.size());
        stack.forEach(out::writeVarBytes);
    }

    static ByteWriter write(Transaction transaction) {
        ByteWriter out = writerFor(transaction.size());
        write(transaction, out);
        return out;
    }

    static ByteWriter writeLegacy(Transaction transaction) {
        ByteWriter out = writerFor(baseSize(transaction));
        writeLegacy(transaction, out);
        return out;
    }

    static void write(Transaction transaction, ByteWriter out) {
        if (!transaction.hasWitness()) {
            writeLegacy(transaction, out);
            return;
        }
        out.writeInt32(transaction.version()).writeByte(SEGWIT_MARKER).writeByte(SEGWIT_FLAG);
        writeInputsAndOutputs(transaction, out);
        transaction.inputs().forEach(input -> writeWitness(input.witness(), out));
        out.writeInt32(transaction.lockTime());
    }

    private static void writeLegacy(Transaction transaction, ByteWriter out) {
        out.writeInt32(transaction.version());
        writeInputsAndOutputs(transaction, out);
        out.writeInt32(transaction.lockTime());
    }

    private static ByteWriter writerFor(long size) {
        return new ByteWriter(Math.toIntExact(size));
    }

    private static void writeInputsAndOutputs(Transaction transaction, ByteWriter out) {
        out.writeCompactSize(transaction.inputs().size());
        for (TransactionInput input : transaction.inputs()) {
            input.outpoint().write(out);
            out.writeVarBytes(input.scriptSig()).writeInt32(input.sequence());
        }
        out.writeCompactSize(transaction.outputs().size());
        transaction.outputs().forEach(output -> output.write(out));
    }

    /** The size without witnesses. */
    static long baseSize(Transaction transaction) {
        List<TransactionInput> inputs = transaction.inputs();
        List<TransactionOutput> outputs = transaction.outputs();
        long size = 4L + ByteWriter.compactSizeLength(inputs.size()) + ByteWriter.compactSizeLength(outputs.size()) + 4;
        for (TransactionInput input : inputs) {
            size += Outpoint.SIZE + varBytesSize(input.scriptSig()) + 4;
        }
        for (TransactionOutput output : outputs) {
            size += output.size();
        }
        return size;
    }

    /** The size of all witness stacks, without marker and flag. */
    static long witnessSize(Transaction transaction) {
        long size = 0;
        for (TransactionInput input : transaction.inputs()) {
            size += ByteWriter.compactSizeLength(input.witness().size());
            for (ByteString item : input.witness()) {
                size += varBytesSize(item);
            }
        }
        return size;
    }

    static long varBytesSize(ByteString bytes) {
        return (long) ByteWriter.compactSizeLength(bytes.size()) + bytes.size();
    }
}
