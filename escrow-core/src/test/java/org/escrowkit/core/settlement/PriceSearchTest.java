package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.liquidation;
import static org.escrowkit.core.settlement.SettlementFixture.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.junit.jupiter.api.Test;

/** A liquidation that others decided on is found again from its outputs, to the last byte. */
class PriceSearchTest {
    private static final PriceRange AROUND = PriceRange.of(price("40000")).widened(new BigDecimal("0.02"));
    private static final Coin COLLATERAL = Coin.parseCoin("1.1");

    private static SettlementPlan again(SettlementQuestion own, Transaction found) {
        SettlementQuestion priced = own.pricedLike(found, () -> Optional.of(AROUND));
        return SettlementPlanner.planWithFee(priced, priced.feeOf(found));
    }

    private static String someCents(Random random) {
        return BigDecimal.valueOf(39_300_00L + random.nextInt(1_400_00), 2).toPlainString();
    }

    @Test
    void aLiquidationAtAnyPriceOfTheRangeIsFoundAgain() {
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            FeeBounds usual = FeeBounds.USUAL;
            FeeBearer bearer = random.nextBoolean() ? FeeBearer.LENDER : FeeBearer.BORROWER;
            LoanTerms terms = TestLoans.withFees(
                    TERMS, new FeeBounds(usual.floor(), usual.ceiling(), usual.most(), usual.share(), bearer));
            // Around what is due, so that now and then there is no surplus, or one that is dust.
            Coin collateral = Coin.valueOf(75_000_000L + random.nextInt(random.nextBoolean() ? 2_000_000 : 90_000_000));
            SettlementQuestion own = question(liquidation("30000", "40000"), terms, coins(collateral));
            SettlementQuestion theirs = question(liquidation("30000", someCents(random)), terms, coins(collateral));
            Transaction found = SettlementPlanner.planWithFee(theirs, Coin.valueOf(random.nextInt(20_000)))
                    .unsigned();
            assertEquals(found, again(own, found).unsigned(), "seed " + seed);
        }
    }

    private static SettlementIntent partial(String price) {
        return new SettlementIntent.PartialLiquidation(
                usd("30000"), new BigDecimal("0.05"), price(price), Ltv.ofPercent("50"));
    }

    @Test
    void aPartialLiquidationIsFoundAgainWithItsPrice() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            String cents = someCents(random);
            SettlementQuestion own = question(partial("40000"), coins(COLLATERAL));
            Transaction found = SettlementPlanner.planWithFee(
                            question(partial(cents), coins(COLLATERAL)), Coin.valueOf(random.nextInt(20_000)))
                    .unsigned();
            SettlementPlan again = again(own, found);
            assertEquals(found, again.unsigned(), "seed " + seed);
            assertFalse(
                    price(cents).deviates(again.intent().decidedAt().orElseThrow(), new BigDecimal("0.000001")),
                    "seed " + seed + ": " + again.intent());
        }
    }

    @Test
    void theOwnPriceIsKeptWhereItFits() {
        SettlementQuestion own = question(liquidation("30000", "40000"), coins(COLLATERAL));
        Transaction found =
                SettlementPlanner.planWithFee(own, Coin.valueOf(500)).unsigned();
        assertSame(own, own.pricedLike(found, () -> {
            throw new AssertionError("the range is not asked for");
        }));
        SettlementQuestion release = question(SettlementFixture.RELEASE, coins(COLLATERAL));
        assertSame(release, release.pricedLike(found, () -> Optional.of(AROUND)));
    }

    @Test
    void whatIsNotDueAtAnyPriceOfTheRangeIsNotFound() {
        SettlementQuestion own = question(liquidation("30000", "40000"), coins(COLLATERAL));
        for (String other : List.of("39199.99", "40800.01")) {
            SettlementQuestion beyond = question(liquidation("30000", other), coins(COLLATERAL));
            Transaction found =
                    SettlementPlanner.planWithFee(beyond, Coin.valueOf(500)).unsigned();
            assertSame(own, own.pricedLike(found, () -> Optional.of(AROUND)));
        }
    }

    /** Whatever a stranger's transaction pays, the search ends, and what it gives is judged as before. */
    @Test
    void aHostileTransactionFindsNothing() {
        SettlementQuestion own = question(liquidation("30000", "40000"), coins(COLLATERAL));
        Transaction plain =
                SettlementPlanner.planWithFee(own, Coin.valueOf(500)).unsigned();
        List<List<TransactionOutput>> hostile = List.of(
                List.of(),
                Collections.nCopies(5_000, new TransactionOutput(BitcoinNetwork.MAX_MONEY, SettlementFixture.LENDER)),
                List.of(new TransactionOutput(Coin.COIN.multiply(2), SettlementFixture.LENDER)),
                List.of(new TransactionOutput(Coin.ZERO, SettlementFixture.LENDER)));
        for (List<TransactionOutput> outputs : hostile) {
            Transaction found = new Transaction(plain.version(), plain.inputs(), outputs, plain.lockTime());
            assertSame(own, own.pricedLike(found, () -> Optional.of(AROUND)), outputs::toString);
            List<SettlementQuestion> batch = List.of(own);
            assertTrue(SettlementPlanner.pricedLike(batch, found, i -> Optional.of(AROUND))
                    .equals(batch));
        }
    }
}
