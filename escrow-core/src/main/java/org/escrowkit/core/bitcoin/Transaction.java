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
 * writes back byte for byte. Whether a transaction is valid is not asked: one that spends an output twice, or the
 * signature of which is wrong, has a serialization too.
 */
public final class Transaction {
    /** The version that signals relative locktimes (BIP68); ours always, and the usual one. */
    public static final int VERSION_2 = 2;

    /** A byte outside witnesses weighs as much as four inside (BIP141). */
    static final int WITNESS_SCALE = 4;

    private final int version;
    private final List<TransactionInput> inputs;
    private final List<TransactionOutput> outputs;
    private final long lockTime;
    private final boolean hasWitness;
    private @Nullable Sha256Hash txid;
    private @Nullable Sha256Hash wtxid;
    private @Nullable SegwitSighash segwitSighash;

    /** @param lockTime an unsigned 32-bit number: a height below 500,000,000, a Unix time in seconds from there on */
    public Transaction(int version, List<TransactionInput> inputs, List<TransactionOutput> outputs, long lockTime) {
        if (lockTime < 0 || lockTime > 0xffff_ffffL) {
            throw new IllegalArgumentException("locktime out of range: " + lockTime);
        }
        this.version = version;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.lockTime = lockTime;
        this.hasWitness = anyWitness(this.inputs);
    }

    private static boolean anyWitness(List<TransactionInput> inputs) {
        for (TransactionInput input : inputs) {
            if (!input.witness().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads either serialization.
     *
     * @throws MalformedException with the offset; also for trailing bytes, for a witness flag without any witness, and
     *     for more bytes than a block may hold
     */
    public static Transaction parse(byte[] bytes) {
        return TransactionCodec.readWhole(ByteReader.of(bytes, "transaction"));
    }

    /** As {@link #parse(byte[])}. */
    public static Transaction parse(ByteString bytes) {
        return TransactionCodec.readWhole(ByteReader.of(bytes, "transaction"));
    }

    /**
     * Reads the serialization without witnesses, in which a PSBT (BIP174) holds its unsigned transaction and which
     * alone can express a transaction without inputs.
     */
    public static Transaction parseLegacy(ByteString bytes) {
        return TransactionCodec.readWholeLegacy(ByteReader.of(bytes, "unsigned transaction"));
    }

    /** As {@link #parseLegacy}, of one transaction, and leaves the reader behind it. */
    public static Transaction readLegacy(ByteReader in) {
        return TransactionCodec.readLegacy(in);
    }

    /** Reads one transaction and leaves the reader behind it, as within a block. */
    public static Transaction read(ByteReader in) {
        return TransactionCodec.read(in);
    }

    /**
     * As {@link #read(ByteReader)}.
     *
     * @throws MalformedException also for more witness items than {@code mostWitnessItems} in all, before they are read
     */
    public static Transaction read(ByteReader in, int mostWitnessItems) {
        return TransactionCodec.read(in, mostWitnessItems);
    }

    /**
     * A witness stack in the encoding that transactions and the final witness of a PSBT share.
     *
     * @throws MalformedException also for more items than {@code most}, before any is read
     */
    public static List<ByteString> readWitness(ByteReader in, int most) {
        return TransactionCodec.readWitness(in, most);
    }

    /** The counterpart of {@link #readWitness}. */
    public static void writeWitness(List<ByteString> stack, ByteWriter out) {
        TransactionCodec.writeWitness(stack, out);
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
        return hasWitness;
    }

    /** The double SHA-256 of the serialization without witnesses, in the order in which txids are shown. */
    public Sha256Hash txid() {
        Sha256Hash known = txid;
        if (known == null) {
            known = Sha256Hash.wrapReversed(TransactionCodec.writeLegacy(this).hashTwice());
            txid = known;
        }
        return known;
    }

    /**
     * The double SHA-256 of the whole serialization, in the order in which txids are shown (BIP141): it changes with
     * the witnesses, and is the txid where there are none. The coinbase has one too, although its block commits to
     * zeros instead.
     */
    public Sha256Hash wtxid() {
        if (!hasWitness) {
            return txid();
        }
        Sha256Hash known = wtxid;
        if (known == null) {
            known = Sha256Hash.wrapReversed(TransactionCodec.write(this).hashTwice());
            wtxid = known;
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

    SegwitSighash segwitSighash() {
        SegwitSighash known = segwitSighash;
        if (known == null) {
            known = SegwitSighash.compute(this);
            segwitSighash = known;
        }
        return known;
    }

    /** The same transaction as its txid sees it. */
    public Transaction withoutWitnesses() {
        return hasWitness() ? withWitnesses(Collections.nCopies(inputs.size(), List.of())) : this;
    }

    /** The size in bytes, witnesses included. */
    public long size() {
        return baseSize() + segwitSize();
    }

    /** The weight of BIP141: three times the size without witnesses plus the whole size. */
    public long weight() {
        return baseSize() * WITNESS_SCALE + segwitSize();
    }

    /** The weight divided by four, rounded up. */
    public long virtualSize() {
        return LongMath.divide(weight(), WITNESS_SCALE, RoundingMode.CEILING);
    }

    private long baseSize() {
        return TransactionCodec.baseSize(this);
    }

    private long segwitSize() {
        return hasWitness ? TransactionCodec.SEGWIT_PREFIX_SIZE + TransactionCodec.witnessSize(this) : 0;
    }

    /** As it travels: with witnesses if there are any. */
    public byte[] serialize() {
        return TransactionCodec.write(this).toByteArray();
    }

    /** Writes what {@link #serialize} gives, {@link #size} bytes. */
    public void write(ByteWriter out) {
        TransactionCodec.write(this, out);
    }

    /** Without witnesses: what the txid commits to. */
    public byte[] serializeLegacy() {
        return TransactionCodec.writeLegacy(this).toByteArray();
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
