package org.escrowkit.core.bitcoin;

import java.util.List;

/**
 * An input of a transaction.
 *
 * @param scriptSig empty for every native segwit spend
 * @param sequence an unsigned 32-bit number; below 0xfffffffe it signals replaceability (BIP125)
 * @param witness the stack, bottom first; empty where the input has none
 */
public record TransactionInput(Outpoint outpoint, ByteString scriptSig, long sequence, List<ByteString> witness) {
    /** Signals BIP125 replaceability and leaves locktime in force, as Bitcoin Core's wallet does. */
    public static final long SEQUENCE_REPLACEABLE = 0xffff_fffdL;

    /** Signals nothing; a transaction all inputs of which have it ignores its locktime. */
    public static final long SEQUENCE_FINAL = 0xffff_ffffL;

    static final int LEAST_SIZE = Outpoint.SIZE + 1 + 4;

    public TransactionInput {
        if (sequence < 0 || sequence > 0xffff_ffffL) {
            throw new IllegalArgumentException("sequence out of range: " + sequence);
        }
        witness = List.copyOf(witness);
    }

    /** An input that nobody has signed yet. */
    public static TransactionInput unsigned(Outpoint outpoint, long sequence) {
        return new TransactionInput(outpoint, ByteString.EMPTY, sequence, List.of());
    }

    public TransactionInput withWitness(List<ByteString> stack) {
        return new TransactionInput(outpoint, scriptSig, sequence, stack);
    }
}
