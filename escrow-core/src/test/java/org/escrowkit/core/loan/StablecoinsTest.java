package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.sat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Currency;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StablecoinsTest {
    @Test
    void haveSixDecimalsAndNoCountry() {
        for (CurrencyUnit coin : new CurrencyUnit[] {Stablecoins.USDT, Stablecoins.USDC}) {
            assertEquals(6, coin.getDecimalPlaces());
            assertEquals(-1, coin.getNumericCode());
            assertTrue(coin.getCountryCodes().isEmpty());
            assertTrue(CurrencyUnit.registeredCurrencies().contains(coin));
        }
        assertNotEquals(Stablecoins.USDT, Stablecoins.USDC);
    }

    /** Neither is a currency that the platform knows from ISO 4217. */
    @ParameterizedTest
    @ValueSource(strings = {"XUT", "XUC"})
    void takeNobodysCode(String code) {
        assertThrows(IllegalArgumentException.class, () -> Currency.getInstance(code));
        assertEquals(code, CurrencyUnit.of(code).getCode());
    }

    @Test
    void areParsedPrintedAndPriced() {
        BigMoney amount = BigMoney.parse("XUT 30000.123456");
        assertEquals("XUT 30000.123456", amount.toString());
        assertEquals(Stablecoins.USDT, amount.getCurrencyUnit());
        Price price = Price.parse("XUT 60000");
        assertEquals(sat(50_000_206), price.buys(amount));
        assertEquals(BigMoney.parse("XUT 0.000600"), price.worth(Coin.SATOSHI).withCurrencyScale());
    }

    @Test
    void areRoundedToAMillionth() {
        assertEquals(BigMoney.parse("XUC 0.000001"), Decimals.roundedUp(BigMoney.parse("XUC 0.0000001")));
        assertEquals(
                BigMoney.parse("XUC 0.000572"),
                MarginMath.credited(Coin.SATOSHI, Price.parse("XUC 60000"), new BigDecimal("0.05")));
        assertEquals(6, Money.of(Stablecoins.USDC, 1).getScale());
    }

    @Test
    void areNotDollars() {
        BigMoney dollars = BigMoney.parse("USD 1");
        BigMoney tether = BigMoney.parse("XUT 1");
        assertThrows(CurrencyMismatchException.class, () -> dollars.plus(tether));
        assertThrows(
                CurrencyMismatchException.class, () -> Price.parse("XUT 60000").buys(dollars));
        assertThrows(CurrencyMismatchException.class, () -> tether.plus(BigMoney.parse("XUC 1")));
    }
}
