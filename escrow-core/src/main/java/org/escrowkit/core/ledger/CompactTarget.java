package org.escrowkit.core.ledger;

import java.math.BigInteger;
import java.util.Optional;

/** The target of a proof of work as headers write it: a sign, three digits to the base 256 and the number of digits. */
final class CompactTarget {
    private static final int DIGITS = 3;
    private static final int SIGN = 0x0080_0000;
    private static final int MANTISSA = 0x007f_ffff;
    private static final int HASH_BITS = 256;

    private CompactTarget() {}

    /**
     * The target, from 1 to 2²⁵⁶−1; empty where the number is negative, zero or larger.
     *
     * @param bits an unsigned 32-bit number
     */
    static Optional<BigInteger> expand(long bits) {
        if ((bits & SIGN) != 0) {
            return Optional.empty();
        }
        int shift = Byte.SIZE * ((int) (bits >>> 24) - DIGITS);
        BigInteger target = BigInteger.valueOf(bits & MANTISSA).shiftLeft(shift);
        return target.signum() > 0 && target.bitLength() <= HASH_BITS ? Optional.of(target) : Optional.empty();
    }
}
