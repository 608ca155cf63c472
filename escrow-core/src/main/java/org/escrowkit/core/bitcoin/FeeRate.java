package org.escrowkit.core.bitcoin;

import com.google.common.math.LongMath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;

/**
 * A fee rate in satoshi per 1000 weight units, the unit in which rounding loses least. Wallets and nodes speak of
 * satoshi per virtual byte (4 weight units) or bitcoin per 1000 virtual bytes; conversions round up, so that a fee
 * never falls below the rate that was asked for.
 */
public record FeeRate(long satsPerKwu) implements Comparable<FeeRate> {
    /** Bitcoin Core's default minimum relay rate since v0.15 to v29: 1 sat/vB. */
    public static final FeeRate ONE_SAT_PER_VB = ofSatsPerVb(1);

    private static final int WEIGHT_PER_VBYTE = 4;
    private static final int MOST_DECIMALS = 20;

    public FeeRate {
        if (satsPerKwu < 0) {
            throw new IllegalArgumentException("a fee rate is not negative: " + satsPerKwu + " sat/kwu");
        }
    }

    public static FeeRate ofSatsPerVb(long satsPerVb) {
        return new FeeRate(Math.multiplyExact(satsPerVb, 1000L / WEIGHT_PER_VBYTE));
    }

    /** From satoshi per 1000 virtual bytes, rounded up to the next satoshi per 1000 weight units. */
    public static FeeRate ofSatsPerKvb(long satsPerKvb) {
        if (satsPerKvb < 0) {
            throw new IllegalArgumentException("a fee rate is not negative: " + satsPerKvb + " sat/kvB");
        }
        return new FeeRate(LongMath.divide(satsPerKvb, WEIGHT_PER_VBYTE, RoundingMode.CEILING));
    }

    /**
     * From satoshi per virtual byte as people write it, such as 1.5.
     *
     * @throws IllegalArgumentException as {@link #ofBtcPerKvb}
     */
    public static FeeRate ofSatsPerVb(BigDecimal satsPerVb) {
        return ofDecimal(satsPerVb, 3, "sat/vB");
    }

    /**
     * From bitcoin per 1000 virtual bytes, as {@code estimatesmartfee} and {@code mempoolminfee} answer.
     *
     * @throws IllegalArgumentException for what no node means: below zero, above all money, or finer than 20 decimals
     */
    public static FeeRate ofBtcPerKvb(BigDecimal btcPerKvb) {
        return ofDecimal(btcPerKvb, 8, "BTC/kvB");
    }

    /** @param digits that the unit is away from satoshi per 1000 virtual bytes */
    private static FeeRate ofDecimal(BigDecimal rate, int digits, String unit) {
        BigDecimal most = BigDecimal.valueOf(BitcoinNetwork.MAX_MONEY.value, digits);
        // Before any arithmetic: "1e-9999999" is short to write and long to compute.
        boolean meant = rate.signum() >= 0 && rate.scale() <= MOST_DECIMALS && rate.compareTo(most) <= 0;
        if (!meant) {
            throw new IllegalArgumentException("no fee rate in " + unit + ": " + rate);
        }
        return ofSatsPerKvb(
                rate.movePointRight(digits).setScale(0, RoundingMode.UP).longValueExact());
    }

    /** The rate that a fee amounts to, rounded down, its weight counted as in {@link #fee}. */
    public static FeeRate paid(Coin fee, long weight) {
        return new FeeRate(
                LongMath.divide(Math.multiplyExact(fee.value, 1000L), inWholeVirtualBytes(weight), RoundingMode.FLOOR));
    }

    /**
     * The fee of a transaction of this weight, rounded up to a satoshi. The weight is rounded up to whole virtual bytes
     * first, because nodes count so: at 10 sat/vB they want 1410 sat for 561 weight units, not 1403.
     */
    public Coin fee(long weight) {
        long counted = Math.multiplyExact(satsPerKwu, inWholeVirtualBytes(weight));
        return Coin.valueOf(LongMath.divide(counted, 1000, RoundingMode.CEILING));
    }

    private static long inWholeVirtualBytes(long weight) {
        return LongMath.divide(weight, WEIGHT_PER_VBYTE, RoundingMode.CEILING) * WEIGHT_PER_VBYTE;
    }

    /** Satoshi per virtual byte, exactly. */
    public BigDecimal toSatsPerVb() {
        return BigDecimal.valueOf(satsPerKwu)
                .multiply(BigDecimal.valueOf(WEIGHT_PER_VBYTE))
                .movePointLeft(3);
    }

    public FeeRate max(FeeRate other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(FeeRate other) {
        return Long.compare(satsPerKwu, other.satsPerKwu);
    }

    /** As a person reads it, in sat/vB. */
    @Override
    public String toString() {
        return toSatsPerVb().stripTrailingZeros().toPlainString() + " sat/vB";
    }
}
