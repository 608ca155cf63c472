package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;
import org.junit.jupiter.api.Test;

/** Worked by hand. */
class LoanToValueTest {
    private static final Ltv EIGHTY_PERCENT = Ltv.ofPercent("80");

    private static LoanToValue ltv(String debt, String price, Coin collateral) {
        return new LoanToValue(usd(debt), price(price), collateral);
    }

    /** 30,000 / (0.625 · 60,000) = 30,000 / 37,500 = 0.8. */
    @Test
    void theExactThresholdIsReached() {
        assertTrue(ltv("30000", "60000", btc("0.625")).reaches(EIGHTY_PERCENT));
        assertFalse(ltv("30000", "60000", btc("0.62500001")).reaches(EIGHTY_PERCENT));
        assertFalse(ltv("29999.99", "60000", btc("0.625")).reaches(EIGHTY_PERCENT));
        assertTrue(ltv("30000", "59999.99", btc("0.625")).reaches(EIGHTY_PERCENT));
    }

    /** A third has no decimal: the comparison multiplies and never divides. */
    @Test
    void noThresholdIsLostToRounding() {
        assertFalse(ltv("0.33333333", "1", Coin.COIN).reaches(new Ltv(333_333_331, 1_000_000_000)));
        assertTrue(ltv("0.33333333", "1", Coin.COIN).reaches(new Ltv(33_333_333, 100_000_000)));
    }

    @Test
    void debtWithoutCollateralReachesEveryThreshold() {
        assertTrue(ltv("0.01", "60000", Coin.ZERO).reaches(EIGHTY_PERCENT));
        assertTrue(ltv("0.01", "60000", Coin.ZERO).reaches(new Ltv(1000, 1)));
    }

    @Test
    void noDebtReachesNone() {
        assertFalse(ltv("0", "60000", Coin.ZERO).reaches(EIGHTY_PERCENT));
        assertFalse(ltv("0", "60000", Coin.COIN).reaches(EIGHTY_PERCENT));
    }

    @Test
    void debtAndPriceInDifferentCurrenciesCannotBeCompared() {
        var mixed = new LoanToValue(BigMoney.parse("EUR 1"), price("60000"), Coin.COIN);
        assertThrows(CurrencyMismatchException.class, () -> mixed.reaches(EIGHTY_PERCENT));
    }

    /** 20,000 / 60,000 = 33.333… %. */
    @Test
    void percentIsRoundedUp() {
        assertEquals("33.34 %", ltv("20000", "60000", Coin.COIN).percent());
        assertEquals("50.00 %", ltv("30000", "60000", Coin.COIN).percent());
        assertEquals("50.01 %", ltv("30000.01", "60000", Coin.COIN).percent());
        assertEquals("150.00 %", ltv("90000", "60000", Coin.COIN).percent());
    }

    @Test
    void percentOfNoCollateral() {
        assertEquals("∞", ltv("1", "60000", Coin.ZERO).percent());
        assertEquals("0 %", ltv("0", "60000", Coin.ZERO).percent());
    }

    /** 10,000 / 60,000 = 0.1666… bitcoin. */
    @Test
    void moneyBuysAFractionOfASatoshiMoreRatherThanLess() {
        assertEquals(sat(16_666_667), price("60000").buys(usd("10000")));
        assertEquals(Coin.COIN, price("60000").buys(usd("60000")));
        assertEquals(sat(1), price("60000").buys(usd("0.0000001")));
        assertEquals(Coin.ZERO, price("60000").buys(usd("0")));
    }

    @Test
    void moneyInAnotherCurrencyBuysNothing() {
        assertThrows(CurrencyMismatchException.class, () -> price("60000").buys(BigMoney.parse("EUR 1")));
    }

    /** 30,000 / (0.7 · 60,000) = 0.714285714… bitcoin. */
    @Test
    void collateralForADebtIsRoundedUp() {
        assertEquals(sat(71_428_572), Ltv.ofPercent("70").collateralFor(usd("30000"), price("60000")));
        assertEquals(Coin.COIN, Ltv.ofPercent("50").collateralFor(usd("30000"), price("60000")));
    }
}
