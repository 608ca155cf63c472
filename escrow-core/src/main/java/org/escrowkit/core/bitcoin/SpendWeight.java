package org.escrowkit.core.bitcoin;

/**
 * The weight of a spend before anybody has signed it, in weight units (BIP141), exact but for what signing alone
 * decides: with its sighash byte a signature of low S has 72 bytes, or 71 when its R is low too.
 *
 * @param lowR if every signature has 71 bytes, as signers make them that grind for a low R; about one number in 128 is
 *     a byte or more shorter still, so that this is a weight to expect and no lower bound
 * @param most that it can weigh: the weight to pay for
 */
public record SpendWeight(long lowR, long most) {
    private static final int LOW_R_SIGNATURE = 71;
    private static final int LONGEST_SIGNATURE = 72;

    public SpendWeight {
        if (lowR < 0 || lowR > most) {
            throw new IllegalArgumentException("no weights: " + lowR + " to " + most);
        }
    }

    /**
     * The witness that spends an output of a P2WSH multisig: item count, the empty item, as many signatures as it
     * requires, the script. Every path through the script, that is, whoever signs, weighs the same.
     */
    public static SpendWeight ofWitness(MultisigScript script) {
        // The item count takes one byte: signatures are at most as many as keys, which are far fewer than 253.
        long rest = 1 + 1 + TransactionCodec.varBytesSize(script.toScript());
        return new SpendWeight(
                rest + script.required() * (1L + LOW_R_SIGNATURE), rest + script.required() * (1L + LONGEST_SIGNATURE));
    }

    /** A whole transaction, each of whose inputs will get a witness of this weight. */
    public static SpendWeight ofTransaction(Transaction unsigned, SpendWeight eachWitness) {
        long rest =
                Transaction.WITNESS_SCALE * TransactionCodec.baseSize(unsigned) + TransactionCodec.SEGWIT_PREFIX_SIZE;
        int inputs = unsigned.inputs().size();
        return new SpendWeight(rest + inputs * eachWitness.lowR(), rest + inputs * eachWitness.most());
    }
}
