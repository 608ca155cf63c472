package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.sat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.Test;

/** Whatever the amounts: the answer does, and one satoshi less (or more) does not. */
class MarginMathPropertyTest {
    private static final long SEED = 77;
    private static final List<CurrencyUnit> CURRENCIES =
            List.of(CurrencyUnit.USD, CurrencyUnit.JPY, CurrencyUnit.of("KWD"), Stablecoins.USDT);

    private record Case(
            BigMoney owed, Coin collateral, Coin fee, Price price, BigDecimal penalty, Ltv target, String which) {
        static Case random(Random random, int number, int mostSatoshis) {
            CurrencyUnit currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
            Coin collateral = sat(1 + random.nextInt(mostSatoshis));
            Coin fee = sat(random.nextInt((int) collateral.value / 10 + 1));
            // A satoshi is worth between a thousandth and a thousand of the currency's units.
            BigDecimal satoshi = BigDecimal.valueOf(1 + random.nextInt(1_000_000), 3)
                    .movePointLeft(random.nextInt(3) + currency.getDecimalPlaces());
            Price price = new Price(BigMoney.of(currency, satoshi.movePointRight(8)));
            BigDecimal ratio = BigDecimal.valueOf(random.nextInt(1_100), 3);
            BigMoney owed = Decimals.roundedUp(price.worth(collateral).multipliedBy(ratio));
            BigDecimal penalty = BigDecimal.valueOf(random.nextInt(200), 3);
            Ltv target = new Ltv(1 + random.nextInt(99), 100);
            String which = "seed " + SEED + ", case " + number;
            return new Case(owed, collateral, fee, price, penalty, target, which);
        }

        Optional<Coin> leastSale() {
            return MarginMath.leastSale(owed, collateral, fee, price, penalty, target);
        }

        /** By the definition: the debt falls by the credit, and the rest stands at the target or below. */
        boolean does(Coin sold) {
            Coin rest = collateral.subtract(fee).subtract(sold);
            BigMoney left = owed.minus(MarginMath.credited(sold, price, penalty));
            return left.isPositive() && rest.isPositive() && target.allows(left, price.worth(rest));
        }
    }

    /** Every amount is tried: the credit's rounding makes some larger sales do worse than smaller ones. */
    @Test
    void theLeastSaleIsTheFirstOfAllAmountsThatDoes() {
        Random random = new Random(SEED);
        int some = 0;
        int full = 0;
        for (int i = 0; i < 3_000; i++) {
            Case it = Case.random(random, i, 1_500);
            Optional<Coin> first = it.owed().isZero() ? Optional.of(Coin.ZERO) : firstThatDoes(it);
            Optional<Coin> answer = it.leastSale();
            if (hardlyHelps(it)) {
                assertTrue(answer.isEmpty() || answer.get().isZero(), it::toString);
                continue;
            }
            assertEquals(first, answer, it::toString);
            some += first.filter(Coin::isPositive).isPresent() ? 1 : 0;
            full += first.isEmpty() ? 1 : 0;
        }
        assertTrue(some > 500 && full > 300, some + " partial, " + full + " full");
    }

    private static Optional<Coin> firstThatDoes(Case it) {
        for (long sold = 0; sold < it.collateral().value; sold++) {
            if (it.does(sat(sold))) {
                return Optional.of(sat(sold));
            }
        }
        return Optional.empty();
    }

    private static boolean hardlyHelps(Case it) {
        BigDecimal kept = BigDecimal.valueOf(it.target().debt())
                .multiply(BigDecimal.ONE.add(it.penalty()))
                .subtract(new BigDecimal("0.99")
                        .multiply(BigDecimal.valueOf(it.target().worth())));
        return kept.signum() > 0;
    }

    @Test
    void oneSatoshiLessThanTheLeastSaleDoesNotDo() {
        Random random = new Random(SEED);
        int some = 0;
        for (int i = 0; i < 20_000; i++) {
            Case it = Case.random(random, i, Integer.MAX_VALUE - 1);
            Optional<Coin> answer = it.leastSale().filter(Coin::isPositive);
            if (answer.isPresent()) {
                assertTrue(it.does(answer.get()), it::toString);
                assertFalse(it.does(answer.get().subtract(Coin.SATOSHI)), it::toString);
                some++;
            }
        }
        assertTrue(some > 3_000, some + " partial");
    }

    @Test
    void aSeizurePaysTheDebtAndOneSatoshiLessDoesNot() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            Case it = Case.random(random, i, Integer.MAX_VALUE - 1);
            Coin seized = MarginMath.seizure(it.owed(), it.penalty(), it.price());
            BigMoney due = it.owed().multipliedBy(BigDecimal.ONE.add(it.penalty()));
            assertFalse(it.price().worth(seized).isLessThan(due), it::toString);
            assertTrue(
                    seized.isZero()
                            || it.price().worth(seized.subtract(Coin.SATOSHI)).isLessThan(due),
                    it::toString);
            assertFalse(MarginMath.credited(seized, it.price(), it.penalty()).isLessThan(it.owed()), it::toString);
        }
    }

    @Test
    void theExcessIsTheMostThatCanGo() {
        Random random = new Random(SEED);
        int some = 0;
        for (int i = 0; i < 20_000; i++) {
            Case it = Case.random(random, i, Integer.MAX_VALUE - 1);
            Coin excess = MarginMath.excess(it.owed(), it.collateral(), it.fee(), it.price(), it.target());
            Coin rest = it.collateral().subtract(it.fee()).subtract(excess);
            assertTrue(
                    excess.isZero() || it.target().allows(it.owed(), it.price().worth(rest)), it::toString);
            assertFalse(
                    rest.isPositive()
                            && it.target().allows(it.owed(), it.price().worth(rest.subtract(Coin.SATOSHI))),
                    it::toString);
            some += excess.isPositive() ? 1 : 0;
        }
        assertTrue(some > 3_000, some + " with excess");
    }

    /** In whose favour: the borrower is credited less than one unit too much, never too little. */
    @Test
    void aCreditIsLessThanOneUnitAboveTheExactOne() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            Case it = Case.random(random, i, Integer.MAX_VALUE - 1);
            BigDecimal factor = BigDecimal.ONE.add(it.penalty());
            BigMoney worth = it.price().worth(it.collateral());
            BigMoney credit = MarginMath.credited(it.collateral(), it.price(), it.penalty());
            BigDecimal unit =
                    BigDecimal.ONE.movePointLeft(worth.getCurrencyUnit().getDecimalPlaces());
            assertFalse(credit.multipliedBy(factor).isLessThan(worth), it::toString);
            assertTrue(credit.minus(unit).multipliedBy(factor).isLessThan(worth), it::toString);
        }
    }
}
