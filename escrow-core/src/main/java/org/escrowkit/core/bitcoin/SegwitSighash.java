package org.escrowkit.core.bitcoin;

import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/**
 * Signature hashes of BIP143 with SIGHASH_ALL, the only type that this library signs or accepts. The three hashes that
 * all inputs share are computed once, so that hashing every input of a transaction takes linear time.
 */
public final class SegwitSighash {
    /** The byte behind a signature that commits to all inputs and all outputs. */
    public static final int SIGHASH_ALL = 1;

    private final Transaction transaction;
    private final byte[] hashPrevouts;
    private final byte[] hashSequence;
    private final byte[] hashOutputs;

    private SegwitSighash(Transaction transaction) {
        this.transaction = transaction;
        ByteWriter prevouts = new ByteWriter();
        ByteWriter sequences = new ByteWriter();
        for (TransactionInput input : transaction.inputs()) {
            input.outpoint().write(prevouts);
            sequences.writeInt32(input.sequence());
        }
        ByteWriter outputs = new ByteWriter();
        transaction.outputs().forEach(output -> output.write(outputs));
        hashPrevouts = Sha256Hash.hashTwice(prevouts.toByteArray());
        hashSequence = Sha256Hash.hashTwice(sequences.toByteArray());
        hashOutputs = Sha256Hash.hashTwice(outputs.toByteArray());
    }

    public static SegwitSighash of(Transaction transaction) {
        return new SegwitSighash(transaction);
    }

    /**
     * The hash to sign for one input, its bytes in the order in which ECDSA takes them.
     *
     * @param scriptCode the whole witness script, where it has no OP_CODESEPARATOR (ours never has)
     * @param amount of the output that the input spends
     */
    public Sha256Hash forInput(int index, ByteString scriptCode, Coin amount) {
        TransactionInput input = transaction.inputs().get(index);
        ByteWriter preimage = new ByteWriter();
        preimage.writeInt32(transaction.version()).write(hashPrevouts).write(hashSequence);
        input.outpoint().write(preimage);
        preimage.writeVarBytes(scriptCode)
                .writeInt64(amount.value)
                .writeInt32(input.sequence())
                .write(hashOutputs)
                .writeInt32(transaction.lockTime())
                .writeInt32(SIGHASH_ALL);
        return Sha256Hash.wrap(Sha256Hash.hashTwice(preimage.toByteArray()));
    }
}
