package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;

class PriceRangeTest {
    private static PriceRange range(String lowest, String highest) {
        return new PriceRange(price(lowest), price(highest));
    }

    @Test
    void itsEndsAreInIt() {
        PriceRange range = range("100", "200.50");
        assertTrue(range.contains(price("100.00")));
        assertTrue(range.contains(price("200.5")));
        assertFalse(range.contains(price("99.999999")));
        assertFalse(range.contains(price("200.500001")));
    }

    @Test
    void itGrowsToWhatItIsToHold() {
        assertEquals(
                range("90", "110"),
                PriceRange.of(price("100")).with(price("90")).with(price("110")));
        assertEquals(range("90", "110"), range("90", "110").with(price("95")));
        PriceRange wide = range("100", "200").widened(new BigDecimal("0.01"));
        assertTrue(wide.contains(price("99")) && wide.contains(price("202")));
        assertFalse(wide.contains(price("98.99")) || wide.contains(price("202.01")));
    }

    @Test
    void itGrowsNoFurtherThanThereArePrices() {
        for (String usd : List.of("0.000000000000000001", "1", "999999999999999999.999999999999999999")) {
            for (String share : List.of("0", "0.01", "0.333333", "1", "5")) {
                PriceRange range = PriceRange.of(price(usd)).widened(new BigDecimal(share));
                assertTrue(range.contains(price(usd)), () -> usd + " by " + share + ": " + range);
            }
        }
    }

    @Test
    void twoHaveInCommonWhatIsInBoth() {
        assertEquals(Optional.of(range("150", "200")), range("100", "200").and(range("150", "250")));
        assertEquals(Optional.of(range("200", "200")), range("100", "200").and(range("200", "250")));
        assertEquals(Optional.empty(), range("100", "200").and(range("200.01", "250")));
    }

    @Test
    void whatIsNoRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> range("2", "1"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PriceRange(price("1"), new Price(BigMoney.of(CurrencyUnit.EUR, 2))));
    }

    /** From a thousandth of a bitcoin to all that there will ever be, prices in cents are found again. */
    @Test
    void thePriceOfAnAmountIsFound() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            BigMoney owed = usd(Long.toString(1_000L << random.nextInt(30)));
            Price wanted = price(BigDecimal.valueOf(1_000_000L + random.nextInt(20_000_000), 2)
                    .toPlainString());
            PriceRange range = PriceRange.of(wanted)
                    .with(price(wanted.ofOneBitcoin()
                            .getAmount()
                            .add(new BigDecimal(random.nextInt(500)))
                            .toPlainString()))
                    .widened(new BigDecimal("0.03"));
            Coin amount = due(owed, wanted);
            Price found = range.where(price -> due(owed, price), amount).orElseThrow();
            assertEquals(amount, due(owed, found), "seed " + seed);
            assertTrue(found.ofOneBitcoin().getAmount().scale() <= 2, "seed " + seed + ": " + found);
        }
    }

    private static Coin due(BigMoney owed, Price price) {
        return MarginMath.seizure(owed, new BigDecimal("0.05"), price);
    }

    @Test
    void whereNoPriceGivesTheAmountNoneIsFound() {
        PriceRange range = range("20000", "30000");
        BigMoney owed = usd("20000");
        assertEquals(Optional.empty(), range.where(price -> due(owed, price), due(owed, price("19999.99"))));
        assertEquals(Optional.empty(), range.where(price -> due(owed, price), due(owed, price("30000.01"))));
        assertEquals(
                Optional.empty(),
                range.where(price -> due(owed, price).isLessThan(Coin.COIN) ? Coin.ZERO : Coin.COIN, Coin.SATOSHI));
    }

    /** A few satoshis are worth so little that many prices in cents give them, and one in between another amount. */
    @Test
    void aPriceBetweenCentsIsFoundWhereNoneInCentsFits() {
        BigMoney owed = usd("900000000000");
        Price fine = price("30000.001234");
        Coin amount = due(owed, fine);
        Price found =
                range("29990", "30010").where(price -> due(owed, price), amount).orElseThrow();
        assertEquals(amount, due(owed, found));
    }
}
