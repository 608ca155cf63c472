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
     * From bitcoin per 1000 virtual bytes, as {@code estimatesmartfee} and {@code mempoolminfee} answer.
     *
     * @throws IllegalArgumentException for what no node means: below zero, above all money, or finer than 20 decimals
     */
    public static FeeRate ofBtcPerKvb(BigDecimal btcPerKvb) {
        // Before any arithmetic: "1e-9999999" is short to write and long to compute.
        boolean meant = btcPerKvb.signum() >= 0
                && btcPerKvb.scale() <= MOST_DECIMALS
                && btcPerKvb.compareTo(BitcoinNetwork.MAX_MONEY.toBtc()) <= 0;
        if (!meant) {
            throw new IllegalArgumentException("no fee rate in BTC/kvB: " + btcPerKvb);
        }
        return ofSatsPerKvb(
                btcPerKvb.movePointRight(8).setScale(0, RoundingMode.UP).longValueExact());
    }

    /** The fee of a transaction of this weight, rounded up to a satoshi. */
    public Coin fee(long weight) {
        return Coin.valueOf(LongMath.divide(Math.multiplyExact(satsPerKwu, weight), 1000, RoundingMode.CEILING));
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
        return BigDecimal.valueOf(satsPerKwu)
                        .multiply(BigDecimal.valueOf(WEIGHT_PER_VBYTE))
                        .movePointLeft(3)
                        .stripTrailingZeros()
                        .toPlainString()
                + " sat/vB";
    }
}
