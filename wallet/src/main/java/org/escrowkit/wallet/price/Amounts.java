package org.escrowkit.wallet.price;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.escrowkit.core.loan.Price;
import org.joda.money.BigMoney;

/** Prices in the one form that evidence has them, and their median. */
final class Amounts {
    private static final int MOST_DECIMALS = 18;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private Amounts() {}

    /** Without zeros at the end beyond the currency's minor unit, as it is when read from an attestation. */
    static Price plain(Price price) {
        BigMoney money = price.ofOneBitcoin();
        BigDecimal bare = money.getAmount().stripTrailingZeros();
        int least = money.getCurrencyUnit().getDecimalPlaces();
        return new Price(BigMoney.of(money.getCurrencyUnit(), bare.setScale(Math.max(bare.scale(), least))));
    }

    /**
     * The one in the middle; of an even number the mean of the two there, which is exact but where it would have more
     * than 18 decimals: then it is rounded half to even.
     */
    static Price median(List<Price> prices) {
        List<BigMoney> sorted =
                prices.stream().map(Price::ofOneBitcoin).sorted().toList();
        BigMoney upper = sorted.get(sorted.size() / 2);
        BigMoney lower = sorted.get((sorted.size() - 1) / 2);
        BigDecimal mean = upper.plus(lower).getAmount().multiply(HALF);
        BigDecimal kept = mean.setScale(Math.min(mean.scale(), MOST_DECIMALS), RoundingMode.HALF_EVEN);
        return plain(new Price(BigMoney.of(upper.getCurrencyUnit(), kept)));
    }
}
