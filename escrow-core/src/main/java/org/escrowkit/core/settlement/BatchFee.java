package org.escrowkit.core.settlement;

import java.math.BigInteger;
import org.bitcoinj.base.Coin;

/**
 * How the fee of a batch is divided: each loan pays by the weight that it alone brings, its inputs and the output to
 * its borrower. These two numbers, and whether the batch pays its borrower, are all that a signer who knows one loan
 * needs to compute that loan's part with {@link BatchPart#of}; both can be checked in the transaction.
 *
 * @param fee of the whole transaction, before each part is rounded up
 * @param weight that the loans bring, without what all have in common
 */
public record BatchFee(Coin fee, long weight) {
    public BatchFee {
        if (fee.isNegative() || weight <= 0) {
            throw new IllegalArgumentException("no fee to divide: " + fee.value + " sat over " + weight);
        }
    }

    /** The part of a loan that brings so much weight, rounded up to a satoshi. */
    Coin part(long ownWeight) {
        BigInteger[] exact = BigInteger.valueOf(fee.value)
                .multiply(BigInteger.valueOf(ownWeight))
                .divideAndRemainder(BigInteger.valueOf(weight));
        Coin floor = Coin.valueOf(exact[0].longValueExact());
        return exact[1].signum() == 0 ? floor : floor.add(Coin.SATOSHI);
    }
}
