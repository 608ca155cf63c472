package org.escrowkit.wallet.node;

import java.math.BigInteger;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.vault.Chain;

/**
 * The work in a header, computed from its bits. That the bits follow from the blocks before them (the retargeting) is
 * the node's to check: what stands here only makes a made-up chain as dear as its claim, within the chain's limit.
 */
final class ProofOfWork {
    private static final int HASH_BITS = 256;
    private static final long SIGN = 0x800000;
    private static final long MANTISSA = 0x7fffff;
    private static final int MANTISSA_BYTES = 3;

    private ProofOfWork() {}

    /** Whether the target is one that this chain allows, and the hash of the header is not above it. */
    static boolean holds(Chain chain, BlockHeader header) {
        BigInteger target = target(header.bits());
        return target.signum() > 0
                && target.compareTo(target(limit(chain))) <= 0
                && header.hash().toBigInteger().compareTo(target) <= 0;
    }

    /** How many hashes a block of these bits takes on average; zero for bits that say no target. */
    static BigInteger work(long bits) {
        BigInteger target = target(bits);
        return target.signum() == 0
                ? BigInteger.ZERO
                : BigInteger.ONE.shiftLeft(HASH_BITS).divide(target.add(BigInteger.ONE));
    }

    /** Zero if the bits stand for a negative number or for one of more than 256 bits. */
    static BigInteger target(long bits) {
        int size = (int) (bits >>> 24);
        BigInteger mantissa = BigInteger.valueOf(bits & MANTISSA);
        int shift = Byte.SIZE * (size - MANTISSA_BYTES);
        BigInteger target = shift >= 0 ? mantissa.shiftLeft(shift) : mantissa.shiftRight(-shift);
        boolean negative = (bits & SIGN) != 0;
        return negative || target.bitLength() > HASH_BITS ? BigInteger.ZERO : target;
    }

    private static long limit(Chain chain) {
        return switch (chain) {
            case MAINNET, TESTNET3, TESTNET4 -> 0x1d00ffffL;
            case SIGNET -> 0x1e0377aeL;
            case REGTEST -> 0x207fffffL;
        };
    }
}
