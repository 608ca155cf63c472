package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Worked by hand, except for the last. */
class MarginMathTest {
    private static final BigDecimal NONE = BigDecimal.ZERO;
    private static final BigDecimal FIVE_PERCENT = new BigDecimal("0.05");
    private static final Ltv HALF = Ltv.ofPercent("50");

    /** 10,000 / 60,000 = 0.1666…; with 5 % 10,500 / 60,000 = 0.175. */
    @Test
    void aSeizureIsRoundedUpForTheLender() {
        assertEquals(sat(16_666_667), MarginMath.seizure(usd("10000"), NONE, price("60000")));
        assertEquals(sat(17_500_000), MarginMath.seizure(usd("10000"), FIVE_PERCENT, price("60000")));
        assertEquals(Coin.ZERO, MarginMath.seizure(usd("0"), FIVE_PERCENT, price("60000")));
        assertEquals(sat(1), MarginMath.seizure(usd("0.0000001"), NONE, price("60000")));
    }

    /** 17,500,000 satoshis are worth 10,500, which is 10,000 and 5 %; one less is worth 9,999.99943 without them. */
    @Test
    void aCreditIsRoundedUpForTheBorrower() {
        assertEquals(usd("10000.00"), MarginMath.credited(sat(17_500_000), price("60000"), FIVE_PERCENT));
        assertEquals(usd("10000.00"), MarginMath.credited(sat(17_499_999), price("60000"), FIVE_PERCENT));
        assertEquals(usd("10000.01"), MarginMath.credited(sat(17_500_001), price("60000"), FIVE_PERCENT));
        assertEquals(usd("0.00"), MarginMath.credited(Coin.ZERO, price("60000"), FIVE_PERCENT));
        assertEquals(usd("0.01"), MarginMath.credited(Coin.SATOSHI, price("60000"), FIVE_PERCENT));
    }

    /** One satoshi at 10,000,000 yen is 0.1 yen, and a yen has no parts. */
    @Test
    void yenAreCreditedWhole() {
        Price price = Price.parse("JPY 10000000");
        assertEquals(BigMoney.parse("JPY 1"), MarginMath.credited(sat(1), price, NONE));
        assertEquals(BigMoney.parse("JPY 1"), MarginMath.credited(sat(10), price, NONE));
        assertEquals(BigMoney.parse("JPY 2"), MarginMath.credited(sat(11), price, NONE));
    }

    /**
     * 8,000 against 0.1 at 100,000: (8,000 - w) / (10,000 - w) = 1/2 gives w = 6,000. A satoshi is a tenth of a cent,
     * so 5,999.991 are credited as 6,000.00 already, and 2,000.00 are left against 4,000.009. With one less 2,000.01
     * are left against 4,000.010: more than half of it.
     */
    @Test
    void aPartialSaleStopsWhereTheLastCentIsCredited() {
        assertEquals(
                Optional.of(sat(5_999_991)),
                MarginMath.leastSale(usd("8000"), btc("0.1"), Coin.ZERO, price("100000"), NONE, HALF));
        assertEquals(usd("6000.00"), MarginMath.credited(sat(5_999_991), price("100000"), NONE));
        assertEquals(usd("5999.99"), MarginMath.credited(sat(5_999_990), price("100000"), NONE));
    }

    /**
     * The same with 5 %: (8,000 - w/1.05) / (10,000 - w) = 1/2 gives w = 3,000 · 1.05/0.475 = 6,631.578947… Above
     * 6,315.77 · 1.05 = 6,631.5585 the credit is 6,315.78 already: 1,684.22 are left against 3,368.441, and half of
     * that are 1,684.2205. With one satoshi less 1,684.23 are left against 3,368.442.
     */
    @Test
    void aPenaltyMakesAPartialSaleLarger() {
        assertEquals(
                Optional.of(sat(6_631_559)),
                MarginMath.leastSale(usd("8000"), btc("0.1"), Coin.ZERO, price("100000"), FIVE_PERCENT, HALF));
        assertEquals(usd("6315.78"), MarginMath.credited(sat(6_631_559), price("100000"), FIVE_PERCENT));
        assertEquals(usd("6315.77"), MarginMath.credited(sat(6_631_558), price("100000"), FIVE_PERCENT));
    }

    @Test
    void nothingIsSoldAtTheTargetOrBelowIt() {
        assertEquals(sale("0"), MarginMath.leastSale(usd("0"), Coin.ZERO, sat(1), price("1"), NONE, HALF));
        assertEquals(sale("0"), MarginMath.leastSale(usd("5000"), btc("0.1"), Coin.ZERO, price("100000"), NONE, HALF));
        assertEquals(
                sale("0"), MarginMath.leastSale(usd("4999.99"), btc("0.1"), Coin.ZERO, price("100000"), NONE, HALF));
    }

    /**
     * The fee of 1,000 satoshis is USD 1 of worth: half of it is missing, and a sale moves half of what it is worth.
     */
    @Test
    void theFeeIsPaidFromTheCollateral() {
        assertEquals(
                sale("0.00000991"),
                MarginMath.leastSale(usd("5000"), btc("0.1"), sat(1_000), price("100000"), NONE, HALF));
    }

    @Test
    void onlyAFullLiquidationDoesWhereTheDebtIsAboveTheWorth() {
        assertEquals(
                Optional.empty(),
                MarginMath.leastSale(usd("10000"), btc("0.1"), Coin.ZERO, price("100000"), NONE, HALF));
        assertEquals(
                Optional.empty(),
                MarginMath.leastSale(usd("10001"), btc("0.1"), Coin.ZERO, price("100000"), NONE, HALF));
        assertEquals(
                Optional.empty(), MarginMath.leastSale(usd("1"), Coin.ZERO, Coin.ZERO, price("100000"), NONE, HALF));
        assertEquals(Optional.empty(), MarginMath.leastSale(usd("1"), sat(10), sat(11), price("100000"), NONE, HALF));
        assertEquals(
                Optional.empty(),
                MarginMath.leastSale(usd("30000"), Coin.COIN, Coin.ZERO, price("0.00000001"), NONE, HALF));
    }

    /**
     * At 80 % and 25 % each sale keeps the ratio where it was; at 80 % and 23.75 % it moves a hundredth of its worth.
     */
    @Test
    void sellingThatHardlyHelpsIsNotBegun() {
        Ltv target = Ltv.ofPercent("80");
        BigMoney owed = usd("8000.10");
        assertEquals(
                Optional.empty(),
                MarginMath.leastSale(owed, btc("0.1"), Coin.ZERO, price("100000"), new BigDecimal("0.25"), target));
        assertEquals(
                Optional.empty(),
                MarginMath.leastSale(owed, btc("0.1"), Coin.ZERO, price("100000"), new BigDecimal("0.2376"), target));
        Optional<Coin> just =
                MarginMath.leastSale(owed, btc("0.1"), Coin.ZERO, price("100000"), new BigDecimal("0.2375"), target);
        assertTrue(just.isPresent());
    }

    @Test
    void excessLeavesTheRestAtTheRatioAndIsNeverNegative() {
        // 30,000 / 0.7 / 60,000 = 0.714285714…, so 71,428,572 stay.
        Ltv seventy = Ltv.ofPercent("70");
        assertEquals(sat(28_571_428), MarginMath.excess(usd("30000"), Coin.COIN, Coin.ZERO, price("60000"), seventy));
        assertEquals(sat(28_571_427), MarginMath.excess(usd("30000"), Coin.COIN, sat(1), price("60000"), seventy));
        assertEquals(Coin.ZERO, MarginMath.excess(usd("30000"), Coin.COIN, sat(28_571_428), price("60000"), seventy));
        assertEquals(Coin.ZERO, MarginMath.excess(usd("30000"), Coin.COIN, sat(28_571_429), price("60000"), seventy));
        assertEquals(Coin.ZERO, MarginMath.excess(usd("90000"), Coin.COIN, Coin.ZERO, price("60000"), seventy));
        assertEquals(sat(99_999_999), MarginMath.excess(usd("0"), Coin.COIN, sat(1), price("60000"), seventy));
        assertEquals(Coin.ZERO, MarginMath.excess(usd("0"), sat(1), sat(2), price("60000"), seventy));
    }

    @Test
    void neverSeizesMoreThanAllBitcoin() {
        Coin all = BitcoinNetwork.MAX_MONEY;
        assertEquals(all, MarginMath.seizure(usd("1" + "0".repeat(50)), FIVE_PERCENT, price("0.00000001")));
        assertEquals(all, MarginMath.seizure(usd("21000000"), NONE, price("1")));
        assertEquals(all, MarginMath.seizure(usd("21000000.01"), NONE, price("1")));
        assertEquals(all.subtract(Coin.SATOSHI), MarginMath.seizure(usd("20999999.99999999"), NONE, price("1")));
    }

    @Test
    void negativeOrImpossibleAmountsAreRefused() {
        Coin beyond = BitcoinNetwork.MAX_MONEY.add(Coin.SATOSHI);
        Price price = price("60000");
        BigMoney owed = usd("1");
        refused(() -> MarginMath.seizure(usd("-1"), NONE, price));
        refused(() -> MarginMath.seizure(owed, new BigDecimal("-0.01"), price));
        refused(() -> MarginMath.seizure(owed, new BigDecimal("0.0000000000001"), price));
        refused(() -> MarginMath.credited(sat(-1), price, NONE));
        refused(() -> MarginMath.credited(beyond, price, NONE));
        refused(() -> MarginMath.leastSale(usd("-1"), Coin.COIN, Coin.ZERO, price, NONE, HALF));
        refused(() -> MarginMath.leastSale(owed, sat(-1), Coin.ZERO, price, NONE, HALF));
        refused(() -> MarginMath.leastSale(owed, Coin.COIN, sat(-1), price, NONE, HALF));
        refused(() -> MarginMath.leastSale(owed, beyond, Coin.ZERO, price, NONE, HALF));
        refused(() -> MarginMath.excess(usd("-1"), Coin.COIN, Coin.ZERO, price, HALF));
        refused(() -> MarginMath.excess(owed, sat(-1), Coin.ZERO, price, HALF));
        refused(() -> MarginMath.excess(owed, Coin.COIN, beyond, price, HALF));
    }

    @Test
    void aDebtInAnotherCurrencyThanThePriceIsRefused() {
        BigMoney euro = BigMoney.parse("EUR 5000");
        Price price = price("60000");
        assertThrows(CurrencyMismatchException.class, () -> MarginMath.seizure(euro, NONE, price));
        assertThrows(
                CurrencyMismatchException.class,
                () -> MarginMath.leastSale(euro, btc("0.1"), Coin.ZERO, price, NONE, HALF));
        assertThrows(
                CurrencyMismatchException.class, () -> MarginMath.excess(euro, btc("0.1"), Coin.ZERO, price, HALF));
    }

    private static Optional<Coin> sale(String bitcoin) {
        return Optional.of(btc(bitcoin));
    }

    private static void refused(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }
}
