package org.escrowkit.core.ledger;

import static org.escrowkit.core.ledger.LedgerFixture.ELSEWHERE;
import static org.escrowkit.core.ledger.LedgerFixture.ESCROW;
import static org.escrowkit.core.ledger.LedgerFixture.THREE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.junit.jupiter.api.Test;

/** Random schedules of blocks, reorganisations and looks at the mempool, against a replay that keeps no state. */
class ReorgScheduleTest {
    private static final int SCHEDULES = 60;
    private static final int STEPS = 40;

    private final List<Transaction> known = new ArrayList<>();
    private int salt;

    /** W4, W6: whatever came before, the best chain alone decides what is confirmed and what is spent. */
    @Test
    void afterAnyScheduleTheLedgerSaysWhatAReplayOfTheBestChainSays() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            known.clear();
            salt = 0;
            Random random = new Random(seed);
            TestChain chain = LedgerFixture.chain();
            for (int step = 0; step < STEPS; step++) {
                step(chain, random);
                assertEquals(replay(chain.blocks()), confirmed(chain.ledger()), "seed " + seed + ", step " + step);
            }
            assertCollateralIsWhatTheReplayGives(chain, seed);
        }
    }

    @Test
    void goingBackToAnyHeightGivesTheLedgerThatWasThere() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            known.clear();
            salt = 0;
            Random random = new Random(seed);
            TestChain chain = LedgerFixture.chain();
            List<Ledger> past = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                past.add(chain.ledger());
                chain.mine(someBlock(chain, random));
            }
            for (int i = 14; i >= 0; i--) {
                chain.disconnect();
                assertEquals(past.get(i).tip(), chain.ledger().tip());
                assertEquals(confirmed(past.get(i)), confirmed(chain.ledger()), "seed " + seed + ", height " + i);
            }
            // With nothing left in the mempool, no deposit is there.
            assertEquals(List.of(), chain.mempool().ledger().deposits(ESCROW), "seed " + seed);
        }
    }

    private void step(TestChain chain, Random random) {
        int what = random.nextInt(10);
        if (what < 5) {
            chain.mine(someBlock(chain, random));
        } else if (what < 7) {
            int depth = Math.min(1 + random.nextInt(4), chain.blocks().size());
            for (int i = 0; i < depth; i++) {
                chain.disconnect();
            }
            for (int i = 0; i <= depth; i++) {
                chain.mine(someBlock(chain, random));
            }
        } else if (what < 8 && !chain.blocks().isEmpty()) {
            chain.disconnect();
        } else {
            chain.mempool(fitting(chain, random).toArray(new Transaction[0]));
        }
    }

    /** A block that the consensus allows: a coinbase, and transactions new or known that fit the chain. */
    private Transaction[] someBlock(TestChain chain, Random random) {
        List<Transaction> block = new ArrayList<>();
        boolean ours = random.nextInt(4) == 0;
        block.add(TestChain.coinbase(salt++, ours ? ESCROW : ELSEWHERE, Coin.FIFTY_COINS));
        if (random.nextInt(3) == 0) {
            Coin value = Coin.valueOf(1 + random.nextInt(40_000));
            known.add(TestChain.paying(salt++, random.nextInt(4) == 0 ? ELSEWHERE : ESCROW, value, value));
        }
        List<Deposit> coins = chain.ledger().deposits(ESCROW);
        if (!coins.isEmpty() && random.nextInt(3) == 0) {
            Outpoint outpoint = coins.get(random.nextInt(coins.size())).outpoint();
            known.add(
                    random.nextBoolean()
                            ? TestChain.spending(salt++, outpoint)
                            : TestChain.moving(outpoint, ESCROW, Coin.valueOf(salt++)));
        }
        block.addAll(fitting(chain, random));
        return block.toArray(new Transaction[0]);
    }

    /** Some of the known transactions that the best chain does not hold and whose inputs are free. */
    private List<Transaction> fitting(TestChain chain, Random random) {
        Set<Outpoint> made = new HashSet<>();
        Set<Outpoint> taken = new HashSet<>();
        Set<Transaction> mined = new HashSet<>();
        chain.blocks()
                .forEach(block -> block.transactions().forEach(transaction -> {
                    mined.add(transaction);
                    apply(transaction, made, taken);
                }));
        List<Transaction> shuffled = new ArrayList<>(known);
        Collections.shuffle(shuffled, random);
        List<Transaction> chosen = new ArrayList<>();
        for (Transaction transaction : shuffled) {
            Outpoint input = transaction.inputs().get(0).outpoint();
            boolean fromNowhere = known.stream().noneMatch(other -> other.txid().equals(input.txid()));
            boolean fits =
                    !mined.contains(transaction) && !taken.contains(input) && (fromNowhere || made.contains(input));
            if (fits && random.nextBoolean()) {
                chosen.add(transaction);
                apply(transaction, made, taken);
            }
        }
        return chosen;
    }

    private static void apply(Transaction transaction, Set<Outpoint> made, Set<Outpoint> taken) {
        transaction.inputs().forEach(input -> taken.add(input.outpoint()));
        for (int i = 0; i < transaction.outputs().size(); i++) {
            made.add(transaction.outpoint(i));
        }
    }

    /** The oracle: every confirmed deposit with its height and, behind a comma, who spent it at which height. */
    private static Map<Outpoint, String> replay(List<Block> blocks) {
        Map<Outpoint, String> found = new TreeMap<>();
        int height = TestChain.START.height();
        for (Block block : blocks) {
            height++;
            for (Transaction transaction : block.transactions()) {
                String at = block.hash() + "@" + height;
                transaction
                        .inputs()
                        .forEach(input -> found.computeIfPresent(
                                input.outpoint(),
                                (outpoint, deposit) -> deposit + "," + transaction.txid() + "@" + at));
                for (int i = 0; i < transaction.outputs().size(); i++) {
                    if (transaction.outputs().get(i).scriptPubKey().equals(ESCROW)) {
                        found.put(transaction.outpoint(i), at);
                    }
                }
            }
        }
        return found;
    }

    /** The same of a ledger, without what only the mempool showed. */
    private static Map<Outpoint, String> confirmed(Ledger ledger) {
        Map<Outpoint, String> found = new TreeMap<>();
        for (Deposit deposit : ledger.deposits(ESCROW)) {
            String spend = deposit.spend()
                    .flatMap(by -> by.block().map(at -> "," + by.txid() + "@" + at.hash() + "@" + at.height()))
                    .orElse("");
            deposit.block().ifPresent(at -> found.put(deposit.outpoint(), at.hash() + "@" + at.height() + spend));
            assertTrue(deposit.block().isPresent() || spend.isEmpty(), "spent before it was confirmed: " + deposit);
        }
        return found;
    }

    private static void assertCollateralIsWhatTheReplayGives(TestChain chain, long seed) {
        chain.mempool();
        List<Outpoint> expected = replay(chain.blocks()).entrySet().stream()
                .filter(entry -> !entry.getValue().contains(","))
                .filter(entry -> {
                    Deposit deposit = chain.ledger().deposit(entry.getKey()).orElseThrow();
                    int height = Integer.parseInt(entry.getValue().split("@", -1)[1]);
                    boolean deep = chain.ledger().tip().height() - height + 1 >= (deposit.coinbase() ? 100 : 3);
                    return deep && deposit.value().value >= 20_000;
                })
                .map(Map.Entry::getKey)
                .toList();
        List<Outpoint> coins = chain.ledger().collateral(ESCROW, THREE).coins().stream()
                .map(Deposit::outpoint)
                .toList();
        assertEquals(expected, coins, "seed " + seed);
    }
}
