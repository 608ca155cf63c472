package org.escrowkit.core.bitcoin;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/**
 * Signature hashes of BIP143. The three hashes that inputs share are computed once, so that hashing every input of a
 * transaction takes linear time. Legacy signature hashes are not here: no spend of this library has one.
 */
public final class SegwitSighash {
    /** The byte behind a signature that commits to all inputs and all outputs, the only one that this library makes. */
    public static final int SIGHASH_ALL = 1;

    /** 4 + 3 · 32 + 36 + 8 + 4 + 4 + 4 bytes and the script code, in which three keys take 105: one allocation. */
    private static final int USUAL_PREIMAGE_SIZE = 156 + 1 + 105;

    /** Stands for what a signature does not commit to. */
    private static final byte[] NOTHING = new byte[Sha256Hash.LENGTH];

    private final Transaction transaction;
    private final byte[] prevouts;
    private final byte[] hashPrevouts;
    private final byte[] hashSequence;
    private final byte[] hashOutputs;
    private final Midstate begun;

    private SegwitSighash(Transaction transaction) {
        this.transaction = transaction;
        List<TransactionInput> inputs = transaction.inputs();
        ByteWriter outpoints = new ByteWriter(Outpoint.SIZE * inputs.size());
        ByteWriter sequences = new ByteWriter(4 * inputs.size());
        for (TransactionInput input : inputs) {
            input.outpoint().write(outpoints);
            sequences.writeInt32(input.sequence());
        }
        ByteWriter outputs = new ByteWriter();
        transaction.outputs().forEach(output -> output.write(outputs));
        prevouts = outpoints.toByteArray();
        hashPrevouts = outpoints.hashTwice();
        hashSequence = sequences.hashTwice();
        hashOutputs = outputs.hashTwice();
        begun = begin(SighashType.ALL).midstate();
    }

    /** Kept with the transaction: asking again, input by input, costs nothing more. */
    public static SegwitSighash of(Transaction transaction) {
        return transaction.segwitSighash();
    }

    static SegwitSighash compute(Transaction transaction) {
        return new SegwitSighash(transaction);
    }

    /** The hash of {@link SighashType#ALL}, as {@link #forInput(int, ByteString, Coin, SighashType)}. */
    public Sha256Hash forInput(int index, ByteString scriptCode, Coin amount) {
        return forInput(index, scriptCode, amount, SighashType.ALL);
    }

    /**
     * The hash that a signature of one input signs, its bytes in the order in which ECDSA takes them.
     *
     * @param scriptCode of P2WSH the whole witness script, where it has no OP_CODESEPARATOR (ours never has)
     * @param amount of the output that the input spends
     */
    public Sha256Hash forInput(int index, ByteString scriptCode, Coin amount, SighashType type) {
        TransactionInput input = transaction.inputs().get(index);
        ByteWriter preimage = begin(type)
                .write(prevouts, Outpoint.SIZE * index, Outpoint.SIZE)
                .writeVarBytes(scriptCode)
                .writeInt64(amount.value)
                .writeInt32(input.sequence())
                .write(outputs(index, type))
                .writeInt32(transaction.lockTime())
                .writeInt32(type.value());
        return Sha256Hash.wrap(type == SighashType.ALL ? preimage.hashTwice(begun) : preimage.hashTwice());
    }

    /** 68 bytes, of which the preimages of all inputs have the first block in common. */
    private ByteWriter begin(SighashType type) {
        return new ByteWriter(USUAL_PREIMAGE_SIZE)
                .writeInt32(transaction.version())
                .write(type.anyoneCanPay() ? NOTHING : hashPrevouts)
                .write(type == SighashType.ALL ? hashSequence : NOTHING);
    }

    private byte[] outputs(int index, SighashType type) {
        if (type.allOutputs()) {
            return hashOutputs;
        }
        // BIP143: SINGLE without an output at the place of the input signs zeros, not the "one" of legacy hashes.
        if (!type.oneOutput() || index >= transaction.outputs().size()) {
            return NOTHING;
        }
        TransactionOutput output = transaction.outputs().get(index);
        ByteWriter out = new ByteWriter(Math.toIntExact(output.size()));
        output.write(out);
        return out.hashTwice();
    }
}
