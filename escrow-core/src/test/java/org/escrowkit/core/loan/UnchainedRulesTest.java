package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** USD 30,000 against one bitcoin under the rules that Unchained prints, in collateral to principal. Worked by hand. */
class UnchainedRulesTest {
    private static final Ltv CURE = Ltv.ofCollateralPercent("165");

    /**
     * Notices at 175 % and 160 %, calls at 150 % and 135 %, liquidation at 110 %: 30,000 · 1.75 = 52,500, and so on.
     */
    @ParameterizedTest
    @CsvSource({"175, 52500", "160, 48000", "150, 45000", "135, 40500", "110, 33000"})
    void eachTierBeginsAtItsPrice(String percent, String price) {
        Ltv tier = Ltv.ofCollateralPercent(percent);
        assertTrue(at(price).reaches(tier));
        assertFalse(at(price + ".01").reaches(tier));
        assertFalse(new LoanToValue(usd("29999.99"), price(price), Coin.COIN).reaches(tier));
        assertFalse(new LoanToValue(usd("30000"), price(price), sat(100_000_001)).reaches(tier));
        assertTrue(new LoanToValue(usd("30000.01"), price(price), Coin.COIN).reaches(tier));
    }

    /** 30,000 · 1.65 = 49,500: at 45,000 that is 1.1 bitcoin, at 40,500 it is 1.2222… */
    @Test
    void theCureIsRoundedUpToASatoshi() {
        assertEquals(btc("1.1"), CURE.collateralFor(usd("30000"), price("45000")));
        assertEquals(sat(122_222_223), CURE.collateralFor(usd("30000"), price("40500")));
    }

    /**
     * Above 300 %, so above 90,000, the excess over 250 % may go: at 100,000 that is 1 - 75,000/100,000 and the fee.
     */
    @Test
    void excessGoesBackDownTo250PercentAndNoFurther() {
        Ltv below = Ltv.ofCollateralPercent("300");
        Ltv downTo = Ltv.ofCollateralPercent("250");
        assertTrue(at("90000").reaches(below));
        assertFalse(at("90000.01").reaches(below));
        Coin excess = MarginMath.excess(usd("30000"), Coin.COIN, sat(500), price("100000"), downTo);
        assertEquals(sat(25_000_000 - 500), excess);
        assertEquals(Coin.ZERO, MarginMath.excess(usd("30000"), Coin.COIN, sat(500), price("75000"), downTo));
    }

    /**
     * At 33,000, with a fee of 10,000 satoshis and no penalty: 30,000 - 33,000·x = 20/33 · 33,000·(0.9999 - x) gives x
     * = 10,002/13,000 = 0.769384615… The credit may be up to a cent too high, and one step of it (30.3 satoshis) before
     * that does: 76,938,394 satoshis are worth 25,389.67002, so 25,389.68 are credited and 4,610.32 are left; the rest
     * of 23,051,606 satoshis is worth 7,607.02998, and 20/33 of that are 4,610.3212. One satoshi less is worth
     * 25,389.66969 and leaves 4,610.33, more than 4,610.3214.
     */
    @Test
    void aPartialLiquidationReturnsTo165PercentToTheSatoshi() {
        BigDecimal none = BigDecimal.ZERO;
        Coin least = sat(76_938_394);
        assertEquals(
                Optional.of(least),
                MarginMath.leastSale(usd("30000"), Coin.COIN, sat(10_000), price("33000"), none, CURE));
        assertEquals(usd("25389.68"), MarginMath.credited(least, price("33000"), none));
        assertTrue(CURE.allows(usd("4610.32"), usd("7607.02998")));
        assertFalse(CURE.allows(usd("4610.33"), usd("7607.03031")));
    }

    private static LoanToValue at(String price) {
        return new LoanToValue(usd("30000"), price(price), Coin.COIN);
    }
}
