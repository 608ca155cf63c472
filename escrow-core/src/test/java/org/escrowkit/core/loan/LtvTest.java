package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worked by hand. */
class LtvTest {
    private static final Ltv TWO_THIRDS = new Ltv(2, 3);

    @Test
    void percentagesAreExactReducedFractions() {
        assertEquals(new Ltv(7, 10), Ltv.ofPercent("70"));
        assertEquals(new Ltv(5, 8), Ltv.ofPercent("62.5"));
        assertEquals(new Ltv(5, 8), Ltv.ofPercent("62.500"));
        assertEquals(new Ltv(3, 2), Ltv.ofPercent("150"));
        assertEquals(new Ltv(1, 100_000_000_000L), Ltv.ofPercent("0.000000001"));
        assertEquals(new Ltv(7, 10), new Ltv(700, 1000));
        assertEquals(7, new Ltv(700, 1000).debt());
        assertEquals(10, new Ltv(700, 1000).worth());
    }

    /** 150 of collateral for 100 of debt is 100/150. */
    @Test
    void collateralToPrincipalIsTheInverse() {
        assertEquals(TWO_THIRDS, Ltv.ofCollateralPercent("150"));
        assertEquals(new Ltv(5, 8), Ltv.ofCollateralPercent("160"));
        assertEquals(new Ltv(8, 9), Ltv.ofCollateralPercent("112.5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "0.0", "-70", "+70", "70 %", "70.", ".7", "7e1", "1234567890", "0.1234567891", "٧"})
    void otherTextIsNoPercentage(String text) {
        assertThrows(IllegalArgumentException.class, () -> Ltv.ofPercent(text));
        assertThrows(IllegalArgumentException.class, () -> Ltv.ofCollateralPercent(text));
    }

    @Test
    void aRatioIsAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> new Ltv(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Ltv(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Ltv(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Ltv(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new Ltv(-2, -3));
    }

    /** 2/3 has no decimal: 100 against 150 reaches it, and a cent beside does not. */
    @Test
    void theExactThresholdIsReachedAndStillAllowed() {
        assertTrue(TWO_THIRDS.reachedBy(usd("100"), usd("150")));
        assertTrue(TWO_THIRDS.allows(usd("100"), usd("150")));
        assertTrue(TWO_THIRDS.reachedBy(usd("100.01"), usd("150")));
        assertFalse(TWO_THIRDS.allows(usd("100.01"), usd("150")));
        assertFalse(TWO_THIRDS.reachedBy(usd("100"), usd("150.0000000001")));
        assertTrue(TWO_THIRDS.allows(usd("100"), usd("150.0000000001")));
    }

    @Test
    void noDebtReachesNothingAndADebtAgainstNothingReachesAll() {
        Ltv vast = Ltv.ofPercent("999999999");
        assertFalse(TWO_THIRDS.reachedBy(usd("0"), usd("0")));
        assertFalse(TWO_THIRDS.reachedBy(usd("0"), usd("1")));
        assertTrue(TWO_THIRDS.allows(usd("0"), usd("0")));
        assertTrue(vast.reachedBy(usd("0.01"), usd("0")));
        assertFalse(vast.allows(usd("0.01"), usd("0")));
        assertFalse(vast.reachedBy(usd("0"), usd("0")));
    }

    @Test
    void debtAndWorthInDifferentCurrenciesCannotBeCompared() {
        BigMoney euro = BigMoney.parse("EUR 1");
        assertThrows(CurrencyMismatchException.class, () -> TWO_THIRDS.reachedBy(euro, usd("1")));
        assertThrows(CurrencyMismatchException.class, () -> TWO_THIRDS.allows(euro, usd("1")));
        assertThrows(CurrencyMismatchException.class, () -> TWO_THIRDS.collateralFor(euro, price("1")));
    }

    @Test
    void loanToValueReachesAnExactRatio() {
        var ltv = new LoanToValue(usd("30000"), price("45000"), Coin.COIN);
        assertTrue(ltv.reaches(TWO_THIRDS));
        assertFalse(ltv.reaches(new Ltv(667, 1000)));
        assertFalse(new LoanToValue(usd("30000"), price("45000.01"), Coin.COIN).reaches(TWO_THIRDS));
    }

    /** 30,000 · 3/2 / 60,000 = 0.75; 10,000 / 0.7 / 60,000 = 0.238095238… */
    @Test
    void collateralForADebtIsRoundedUp() {
        assertEquals(btc("0.75"), TWO_THIRDS.collateralFor(usd("30000"), price("60000")));
        assertEquals(sat(23_809_524), Ltv.ofPercent("70").collateralFor(usd("10000"), price("60000")));
        assertEquals(Coin.ZERO, TWO_THIRDS.collateralFor(usd("0"), price("60000")));
        assertThrows(IllegalArgumentException.class, () -> TWO_THIRDS.collateralFor(usd("-1"), price("60000")));
    }

    /** A price near zero asks for more bitcoin than there is, and does not stop anybody from judging the loan. */
    @Test
    void neverAsksForMoreThanAllBitcoin() {
        Coin all = BitcoinNetwork.MAX_MONEY;
        assertEquals(all, TWO_THIRDS.collateralFor(usd("30000"), price("0.00000001")));
        assertEquals(all, TWO_THIRDS.collateralFor(usd("1" + "0".repeat(40)), price("60000")));
        assertEquals(all, new Ltv(1, Long.MAX_VALUE).collateralFor(usd("1"), price("60000")));
        assertEquals(sat(1), new Ltv(Long.MAX_VALUE, 1).collateralFor(usd("1"), price("60000")));
    }

    @Test
    void oneSatoshiLessThanTheCollateralForADebtIsTooLittle() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Ltv ratio = new Ltv(1 + random.nextInt(2000), 1 + random.nextInt(2000));
            BigMoney debt = usd(random.nextInt(10_000_000) + "." + random.nextInt(100));
            Price price = price(1 + random.nextInt(200_000) + "." + random.nextInt(10_000));
            Coin needed = ratio.collateralFor(debt, price);
            String which = "seed " + seed + ", case " + i + ": " + ratio + ", " + debt + ", " + price;
            assertTrue(ratio.allows(debt, price.worth(needed)), which);
            assertTrue(needed.isZero() || !ratio.allows(debt, price.worth(needed.subtract(Coin.SATOSHI))), which);
        }
    }

    @Test
    void orderedByTheRatio() {
        Ltv nearlyOne = new Ltv(Long.MAX_VALUE - 1, Long.MAX_VALUE);
        Ltv nearer = new Ltv(Long.MAX_VALUE, Long.MAX_VALUE - 1);
        List<Ltv> rising = List.of(new Ltv(1, 3), new Ltv(333, 998), new Ltv(2, 3), nearlyOne, nearer);
        assertEquals(
                rising,
                Stream.of(nearer, new Ltv(2, 3), nearlyOne, new Ltv(333, 998), new Ltv(1, 3))
                        .sorted()
                        .toList());
        assertEquals(0, Ltv.ofPercent("62.5").compareTo(Ltv.ofCollateralPercent("160")));
    }

    @Test
    void readsAsAPercentageOfTwoDigits() {
        assertEquals("66.67 %", TWO_THIRDS.toString());
        assertEquals("33.33 %", new Ltv(1, 3).toString());
        assertEquals("70.00 %", Ltv.ofPercent("70").toString());
        assertEquals("0.13 %", Ltv.ofPercent("0.125").toString());
        assertEquals("150.00 %", Ltv.ofPercent("150").toString());
    }
}
