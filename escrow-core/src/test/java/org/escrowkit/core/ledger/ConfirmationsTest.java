package org.escrowkit.core.ledger;

import static org.escrowkit.core.ledger.LedgerFixture.ESCROW;
import static org.escrowkit.core.ledger.LedgerFixture.chain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

/** W9: the more is at stake, the deeper it must lie. One block, three from 0.1 bitcoin on, six from one bitcoin on. */
class ConfirmationsTest {
    private static final Coin TENTH = Coin.COIN.div(10);
    private static final Confirmations BY_VALUE =
            Confirmations.byValue(Map.of(Coin.COIN, 6, Coin.SATOSHI, 1, TENTH, 3));
    private static final DepositPolicy POLICY = new DepositPolicy(BY_VALUE, Coin.valueOf(20_000));

    private static Coin counting(TestChain chain) {
        return chain.ledger().collateral(ESCROW, POLICY).value();
    }

    private static Coin pending(TestChain chain) {
        return chain.ledger().collateral(ESCROW, POLICY).pending();
    }

    private static List<String> statuses(TestChain chain) {
        return chain.ledger().deposits(ESCROW).stream()
                .map(deposit -> chain.ledger().status(deposit, POLICY).toString())
                .sorted()
                .toList();
    }

    @Test
    void eachTierBeginsAtItsValue() {
        assertEquals(1, BY_VALUE.required(Coin.ZERO));
        assertEquals(1, BY_VALUE.required(Coin.SATOSHI));
        assertEquals(1, BY_VALUE.required(TENTH.subtract(Coin.SATOSHI)));
        assertEquals(3, BY_VALUE.required(TENTH));
        assertEquals(3, BY_VALUE.required(Coin.COIN.subtract(Coin.SATOSHI)));
        assertEquals(6, BY_VALUE.required(Coin.COIN));
        assertEquals(6, POLICY.confirmationsFor(Coin.FIFTY_COINS));
        assertEquals(3, Confirmations.of(3).required(Coin.FIFTY_COINS));
    }

    @Test
    void tiersRiseFromOneSatoshi() {
        refused(Map.of());
        refused(Map.of(Coin.ZERO, 1));
        refused(Map.of(TENTH, 1));
        refused(Map.of(Coin.SATOSHI, 0));
        refused(Map.of(Coin.SATOSHI, 3, TENTH, 2));
        assertEquals(
                2,
                Confirmations.byValue(Map.of(Coin.SATOSHI, 3, TENTH, 3)).tiers().size());
        var again = new Confirmations.Tier(Coin.SATOSHI, 1);
        assertThrows(IllegalArgumentException.class, () -> new Confirmations(List.of(again, again)));
        assertThrows(IllegalArgumentException.class, () -> Confirmations.of(0));
    }

    private static void refused(Map<Coin, Integer> tiers) {
        assertThrows(IllegalArgumentException.class, () -> Confirmations.byValue(tiers));
    }

    @Test
    void aTwentiethOfTheCollateralIsTheLeastByValueToo() {
        DepositPolicy policy = DepositPolicy.of(BY_VALUE, Coin.COIN);
        assertEquals(Coin.COIN.div(20), policy.leastValue());
        assertEquals(new DepositPolicy(Confirmations.of(3), Coin.COIN.div(20)), DepositPolicy.of(3, Coin.COIN));
    }

    /** Twenty coins of 0.05 are one bitcoin, in one block or one after the other. */
    @Test
    void aSplitDepositWaitsAsLongAsAWholeOne() {
        Coin[] twentieths = new Coin[20];
        Arrays.fill(twentieths, Coin.COIN.div(20));
        TestChain atOnce = chain().mine(TestChain.paying(1, ESCROW, twentieths)).mineEmpty(4);
        assertEquals(Coin.ZERO, counting(atOnce));
        assertEquals(Coin.COIN, pending(atOnce));
        assertEquals(Set.of("confirming 5/6"), new HashSet<>(statuses(atOnce)));
        assertEquals(Coin.COIN, counting(atOnce.mineEmpty(1)));

        TestChain oneByOne = chain();
        for (int i = 0; i < 20; i++) {
            oneByOne.mine(TestChain.paying(i, ESCROW, twentieths[i]));
        }
        oneByOne.mineEmpty(4);
        // The last of them makes it one bitcoin; without it 0.95 need no more than three blocks.
        assertEquals(Coin.COIN.subtract(twentieths[0]), counting(oneByOne));
        assertEquals(Coin.COIN, counting(oneByOne.mineEmpty(1)));
    }

    /** A top-up makes the whole larger, and waits for as long as the whole has to. */
    @Test
    void aTopUpNeedsWhatTheWholeNeeds() {
        TestChain chain = chain().mine(TestChain.paying(1, ESCROW, Coin.COIN)).mineEmpty(5);
        chain.mine(TestChain.paying(2, ESCROW, TENTH)).mineEmpty(4);
        assertEquals(List.of("confirming 5/6", "final"), statuses(chain));
        assertEquals(List.of("final", "final"), statuses(chain.mineEmpty(1)));
    }

    /** Otherwise anybody could stop a running loan by sending to its address, or by only seeming to. */
    @Test
    void whatComesLaterNeverMakesCollateralWaitAgain() {
        TestChain chain = chain().mine(TestChain.paying(1, ESCROW, TENTH)).mineEmpty(2);
        assertEquals(TENTH, counting(chain));
        Transaction vast = TestChain.paying(2, ESCROW, Coin.FIFTY_COINS);
        assertEquals(TENTH, counting(chain.mempool(vast)));
        assertEquals(TENTH, counting(chain.mine(vast)));
        assertEquals(List.of("confirming 1/6", "final"), statuses(chain));
    }

    @Test
    void neitherDustNorSpentCoinsAreAtStake() {
        Coin nearly = TENTH.subtract(Coin.SATOSHI);
        Transaction first = TestChain.paying(1, ESCROW, nearly);
        TestChain chain = chain().mine(
                        first, TestChain.paying(2, ESCROW, POLICY.leastValue().subtract(Coin.SATOSHI)));
        assertEquals(List.of("final", "too small to count"), statuses(chain));
        chain.mine(TestChain.spending(9, first.outpoint(0)), TestChain.paying(3, ESCROW, nearly));
        assertEquals(nearly, counting(chain));
    }

    /** Whatever comes, in whatever order: collateral only grows, and what counts lies deep enough for its sum. */
    @Test
    void whatCountsIsAlwaysAsDeepAsItsSumNeeds() {
        for (long seed = 0; seed < 300; seed++) {
            String which = "seed " + seed;
            Random random = new Random(seed);
            TestChain chain = chain();
            Set<Outpoint> before = Set.of();
            for (int height = 0; height < 20; height++) {
                int salt = 100 * height;
                chain.mine(IntStream.range(0, random.nextInt(3))
                        .mapToObj(n ->
                                TestChain.paying(salt + n, ESCROW, Coin.valueOf(20_000L + random.nextInt(60_000_000))))
                        .toArray(Transaction[]::new));
                Collateral now = chain.ledger().collateral(ESCROW, POLICY);
                Set<Outpoint> counting = new HashSet<>();
                int tip = chain.ledger().tip().height();
                for (Deposit coin : now.coins()) {
                    counting.add(coin.outpoint());
                    assertFalse(coin.confirmations(tip) < BY_VALUE.required(now.value()), which);
                }
                assertTrue(counting.containsAll(before), which);
                before = counting;
            }
            assertTrue(before.size() > 1, which);
        }
    }
}
