package org.escrowkit.core.bitcoin;

import com.google.common.math.LongMath;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as a value: no change to it is possible, so its txid is as good as its content.
 *
 * <p>The codec speaks the segwit serialization of BIP144 and the legacy one, and is a fixed point: what it reads it
 * writes back byte for byte.
 */
public final class Transaction {
    /** The version that signals relative locktimes (BIP68); ours always, and the usual one. */
    public static final int VERSION_2 = 2;

    private static final int SEGWIT_MARKER = 0;
    private static final int SEGWIT_FLAG = 1;
    private static final int WITNESS_SCALE = 4;

    private final int version;
    private final List<TransactionInput> inputs;
    private final List<TransactionOutput> outputs;
    private final long lockTime;
    private @Nullable Sha256Hash txid;

    /** @param lockTime an unsigned 32-bit number: a height below 500,000,000, a Unix time in seconds from there on */
    public Transaction(int version, List<TransactionInput> inputs, List<TransactionOutput> outputs, long lockTime) {
        if (lockTime < 0 || lockTime > 0xffff_ffffL) {
            throw new IllegalArgumentException("locktime out of range: " + lockTime);
        }
        this.version = version;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.lockTime = lockTime;
    }

    /**
     * Reads either serialization.
     *
     * @throws MalformedException with the offset; also for trailing bytes and for a witness flag without any witness
     */
    public static Transaction parse(byte[] bytes) {
        return parseWhole(ByteReader.of(bytes, "transaction"));
    }

    /** As {@link #parse(byte[])}. */
    public static Transaction parse(ByteString bytes) {
        return parseWhole(ByteReader.of(bytes, "transaction"));
    }

    /**
     * Reads the serialization without witnesses, in which a PSBT (BIP174) holds its unsigned transaction and which
     * alone can express a transaction without inputs.
     */
    public static Transaction parseLegacy(ByteString bytes) {
        ByteReader in = ByteReader.of(bytes, "unsigned transaction");
        Transaction transaction = readLegacy(in);
        in.expectEnd();
        return transaction;
    }

    private static Transaction parseWhole(ByteReader in) {
        Transaction transaction = read(in);
        in.expectEnd();
        return transaction;
    }

    /** Reads one transaction and leaves the reader behind it, as within a block. */
    public static Transaction read(ByteReader in) {
        return in.peek(4) == SEGWIT_MARKER ? readSegwit(in) : readLegacy(in);
    }

    private static Transaction readLegacy(ByteReader in) {
        int version = in.readInt32();
        List<TransactionInput> inputs = readInputs(in);
        return new Transaction(version, inputs, readOutputs(in), in.readUint32());
    }

    private static Transaction readSegwit(ByteReader in) {
        int version = in.readInt32();
        in.readByte();
        if (in.readByte() != SEGWIT_FLAG) {
            throw in.malformed("unknown segwit flag");
        }
        List<TransactionInput> bare = readInputs(in);
        List<TransactionOutput> outputs = readOutputs(in);
        List<TransactionInput> inputs = new ArrayList<>(bare.size());
        boolean anyWitness = false;
        for (TransactionInput input : bare) {
            List<ByteString> witness = readWitness(in);
            anyWitness |= !witness.isEmpty();
            inputs.add(input.withWitness(witness));
        }
        if (!anyWitness) {
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

    /** A witness stack in the encoding that transactions and the final witness of a PSBT share. */
    public static List<ByteString> readWitness(ByteReader in) {
        int count = in.readCount(1);
        List<ByteString> stack = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stack.add(in.readVarBytes());
        }
        return stack;
    }

    /** The counterpart of {@link #readWitness}. */
    public static void writeWitness(List<ByteString> stack, ByteWriter out) {
        out.writeCompactSize(stack.size());
        stack.forEach(out::writeVarBytes);
    }

    public int version() {
        return version;
    }

    public List<TransactionInput> inputs() {
        return inputs;
    }

    public List<TransactionOutput> outputs() {
        return outputs;
    }

    public long lockTime() {
        return lockTime;
    }

    /** Whether this transaction creates coins, which stay immature for 100 blocks. */
    public boolean isCoinbase() {
        return inputs.size() == 1 && inputs.get(0).outpoint().isCoinbase();
    }

    public boolean hasWitness() {
        return inputs.stream().anyMatch(input -> !input.witness().isEmpty());
    }

    /** The double SHA-256 of the serialization without witnesses, in the order in which txids are shown. */
    public Sha256Hash txid() {
        Sha256Hash known = txid;
        if (known == null) {
            known = Sha256Hash.wrapReversed(Sha256Hash.hashTwice(serializeLegacy()));
            txid = known;
        }
        return known;
    }

    /** The outpoint of one of this transaction's outputs. */
    public Outpoint outpoint(int index) {
        return new Outpoint(txid(), index);
    }

    /** The same transaction with these witness stacks, one for each input. */
    public Transaction withWitnesses(List<List<ByteString>> stacks) {
        if (stacks.size() != inputs.size()) {
            throw new IllegalArgumentException(stacks.size() + " witnesses for " + inputs.size() + " inputs");
        }
        List<TransactionInput> signed = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            signed.add(inputs.get(i).withWitness(stacks.get(i)));
        }
        return new Transaction(version, signed, outputs, lockTime);
    }

    /** The same transaction as its txid sees it. */
    public Transaction withoutWitnesses() {
        return hasWitness() ? withWitnesses(Collections.nCopies(inputs.size(), List.of())) : this;
    }

    /** The weight of BIP141: three times the size without witnesses plus the whole size. */
    public long weight() {
        int base = serializeLegacy().length;
        int total = serialize().length;
        return (long) base * (WITNESS_SCALE - 1) + total;
    }

    /** The weight divided by four, rounded up. */
    public long virtualSize() {
        return LongMath.divide(weight(), WITNESS_SCALE, RoundingMode.CEILING);
    }

    /** As it travels: with witnesses if there are any. */
    public byte[] serialize() {
        if (!hasWitness()) {
            return serializeLegacy();
        }
        ByteWriter out = new ByteWriter();
        out.writeInt32(version).writeByte(SEGWIT_MARKER).writeByte(SEGWIT_FLAG);
        writeInputsAndOutputs(out);
        inputs.forEach(input -> writeWitness(input.witness(), out));
        return out.writeInt32(lockTime).toByteArray();
    }

    /** Without witnesses: what the txid commits to. */
    public byte[] serializeLegacy() {
        ByteWriter out = new ByteWriter();
        out.writeInt32(version);
        writeInputsAndOutputs(out);
        return out.writeInt32(lockTime).toByteArray();
    }

    private void writeInputsAndOutputs(ByteWriter out) {
        out.writeCompactSize(inputs.size());
        for (TransactionInput input : inputs) {
            input.outpoint().write(out);
            out.writeVarBytes(input.scriptSig()).writeInt32(input.sequence());
        }
        out.writeCompactSize(outputs.size());
        outputs.forEach(output -> output.write(out));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction that
                && version == that.version
                && lockTime == that.lockTime
                && inputs.equals(that.inputs)
                && outputs.equals(that.outputs);
    }

    @Override
    public int hashCode() {
        return txid().hashCode();
    }

    @Override
    public String toString() {
        return "Transaction[" + txid() + "]";
    }
}
