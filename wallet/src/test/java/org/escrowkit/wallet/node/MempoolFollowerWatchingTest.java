package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.Test;

/** What is watched only after the mempool was looked at. */
class MempoolFollowerWatchingTest {
    private static final Outpoint FOREIGN = new Outpoint(Sha256Hash.of(new byte[1]), 0);

    private static Transaction spending(Outpoint coin, ByteString... scripts) {
        return spending(List.of(coin), List.of(scripts));
    }

    private static Transaction spending(Collection<Outpoint> coins, List<ByteString> scripts) {
        return new Transaction(
                2,
                coins.stream().map(coin -> TransactionInput.unsigned(coin, 0)).toList(),
                scripts.stream()
                        .map(script -> new TransactionOutput(Coin.SATOSHI, script))
                        .toList(),
                0);
    }

    private static ByteString script(int number) {
        return ByteString.of((byte) 0x51, (byte) number);
    }

    private static Outpoint coin(Transaction transaction, int index) {
        return new Outpoint(transaction.txid(), index);
    }

    /** One who watches scripts, learns the coins they are paid from what it is told, and tells the follower of both. */
    private static final class Caller {
        private final Set<ByteString> scripts = new HashSet<>();
        private final Set<Outpoint> coins = new HashSet<>();
        private final Map<Sha256Hash, Transaction> told = new HashMap<>();
        private final List<Sha256Hash> judged = new ArrayList<>();
        private final MempoolFollower follower;

        Caller(BitcoinNode node) {
            follower = new MempoolFollower(node, transaction -> {
                judged.add(transaction.txid());
                return concerns(transaction);
            });
        }

        boolean concerns(Transaction transaction) {
            return transaction.outputs().stream().anyMatch(output -> scripts.contains(output.scriptPubKey()))
                    || transaction.inputs().stream().anyMatch(input -> coins.contains(input.outpoint()));
        }

        void watch(ByteString script) {
            scripts.add(script);
            follower.watching(List.of(script), List.of());
        }

        MempoolUpdate step() {
            MempoolUpdate update = follower.look();
            apply(update);
            return update;
        }

        void apply(MempoolUpdate update) {
            update.went().forEach(txid -> assertTrue(told.remove(txid) != null, "went, but was not told"));
            update.came().forEach(transaction -> told.put(transaction.txid(), transaction));
            follower.commit(update);
            List<Outpoint> learnt = update.came().stream()
                    .flatMap(transaction -> IntStream.range(
                                    0, transaction.outputs().size())
                            .filter(i -> scripts.contains(
                                    transaction.outputs().get(i).scriptPubKey()))
                            .mapToObj(i -> coin(transaction, i)))
                    .filter(coins::add)
                    .toList();
            if (!learnt.isEmpty()) {
                follower.watching(List.of(), learnt);
            }
        }
    }

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final Caller caller = new Caller(node);

    @Test
    void w14_a_script_watched_late_finds_its_payment_and_nothing_else_is_read_again() {
        Transaction payment = spending(FOREIGN, script(1), script(2));
        node.broadcast(payment);
        for (int i = 10; i < 100; i++) {
            node.broadcast(spending(FOREIGN, script(i)));
        }
        assertEquals(new MempoolUpdate(true, List.of(), Set.of(), 0), caller.step());
        assertEquals(91, caller.judged.size());
        caller.judged.clear();
        caller.watch(script(2));
        assertEquals(new MempoolUpdate(false, List.of(payment), Set.of(), 0), caller.step());
        assertEquals(List.of(payment.txid()), caller.judged);
        assertTrue(caller.step().isEmpty());
        assertEquals(1, caller.judged.size());
    }

    @Test
    void w14_one_that_was_told_is_told_again_when_it_pays_another_script_watched_since() {
        Transaction payment = spending(FOREIGN, script(1), script(2));
        caller.watch(script(1));
        node.broadcast(payment);
        assertEquals(List.of(payment), caller.step().came());
        caller.watch(script(2));
        assertEquals(new MempoolUpdate(false, List.of(payment), Set.of(), 0), caller.step());
        assertTrue(caller.step().isEmpty());
    }

    @Test
    void w6_the_spend_of_a_deposit_that_came_with_it_is_told_by_the_next_look() {
        Transaction deposit = spending(FOREIGN, script(9), script(1));
        Transaction spend = spending(coin(deposit, 1), script(9));
        Transaction other = spending(coin(deposit, 0), script(9));
        caller.watch(script(1));
        node.broadcast(deposit);
        node.broadcast(spend);
        node.broadcast(other);
        assertEquals(List.of(deposit), caller.step().came());
        assertEquals(new MempoolUpdate(false, List.of(spend), Set.of(), 0), caller.step());
        assertTrue(caller.step().isEmpty());
    }

    @Test
    void w14_a_look_asked_without_what_is_watched_now_is_void() {
        Transaction payment = spending(FOREIGN, script(1));
        node.broadcast(payment);
        caller.step();
        node.broadcast(spending(FOREIGN, script(2)));
        MempoolUpdate without = caller.follower.look();
        caller.watch(script(1));
        assertThrows(IllegalStateException.class, () -> caller.follower.commit(without));
        assertEquals(List.of(payment), caller.follower.look().came());
        assertEquals(List.of(payment), caller.step().came());
    }

    @Test
    void w14_nothing_is_lost_where_more_is_to_be_read_again_than_one_look_reads() {
        int all = MempoolFollower.MOST_READ + 5;
        for (int i = 0; i < all; i++) {
            node.broadcast(spending(new Outpoint(Sha256Hash.of(new byte[1]), i), script(1)));
        }
        assertEquals(5, caller.step().unread());
        assertEquals(0, caller.step().unread());
        caller.watch(script(1));
        // A look that is not committed forgets nothing.
        assertEquals(5, caller.follower.look().unread());
        MempoolUpdate first = caller.step();
        assertEquals(List.of(MempoolFollower.MOST_READ, 5), List.of(first.came().size(), first.unread()));
        MempoolUpdate second = caller.step();
        assertEquals(List.of(5, 0), List.of(second.came().size(), second.unread()));
        assertEquals(all, caller.told.size());
    }

    @Test
    void w14_what_is_watched_is_looked_for_before_the_rest_of_a_full_mempool() {
        Transaction payment = spending(FOREIGN, script(1));
        node.broadcast(payment);
        caller.step();
        for (int i = 0; i < MempoolFollower.MOST_READ; i++) {
            node.broadcast(spending(new Outpoint(Sha256Hash.of(new byte[1]), i), script(2)));
        }
        caller.watch(script(1));
        assertEquals(new MempoolUpdate(false, List.of(payment), Set.of(), 1), caller.step());
    }

    /** What a caller would have been told that asked about everything in the mempool until it learnt no more. */
    private static Set<Sha256Hash> oracle(FakeBitcoinNode node, Caller caller) {
        Set<Outpoint> coins = new HashSet<>(caller.coins);
        Set<Sha256Hash> found = new HashSet<>();
        Collection<Transaction> all =
                node.mempoolTransactions(node.mempool().txids()).values();
        for (int before = -1; before < found.size() + coins.size(); ) {
            before = found.size() + coins.size();
            for (Transaction transaction : all) {
                for (int i = 0; i < transaction.outputs().size(); i++) {
                    if (caller.scripts.contains(transaction.outputs().get(i).scriptPubKey())) {
                        found.add(transaction.txid());
                        coins.add(coin(transaction, i));
                    }
                }
                if (transaction.inputs().stream().anyMatch(input -> coins.contains(input.outpoint()))) {
                    found.add(transaction.txid());
                }
            }
        }
        return found;
    }

    @Test
    void w7_in_any_order_of_watching_looking_and_forgetting_all_that_concerns_us_is_told_and_none_that_left_stays() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            FakeBitcoinNode any = new FakeBitcoinNode();
            Caller of = new Caller(any);
            List<Transaction> made = new ArrayList<>();
            for (int step = 0; step < 50; step++) {
                change(random, any, of, made);
                if (random.nextInt(3) == 0) {
                    MempoolUpdate update = of.follower.look();
                    if (random.nextInt(4) > 0) {
                        of.apply(update);
                    }
                }
            }
            int looks = 0;
            for (MempoolUpdate update = of.step(); !update.isEmpty(); update = of.step()) {
                assertTrue(looks++ < 20, "no end, seed " + seed);
            }
            Set<Sha256Hash> held = any.mempool().txids();
            assertTrue(held.containsAll(of.told.keySet()), "seed " + seed);
            assertTrue(of.told.values().stream().allMatch(of::concerns), "told without a reason, seed " + seed);
            assertEquals(oracle(any, of), of.told.keySet(), "seed " + seed);
        }
    }

    private static void change(Random random, FakeBitcoinNode any, Caller of, List<Transaction> made) {
        switch (random.nextInt(14)) {
            case 0 -> any.crashTo(any.row(any.tip()).height() / 2);
            case 1 -> of.follower.restart();
            case 12 ->
                any.mine(any.parentsFirst()
                        .subList(0, random.nextInt(any.parentsFirst().size() + 1)));
            case 13 ->
                any.moveTo(any.grow(
                        any.ancestor(any.tip(), Math.max(0, any.path(any.tip()).size() - 3)), 3));
            case 2, 3 -> of.watch(script(random.nextInt(12)));
            case 4, 5 ->
                made.stream()
                        .skip(made.isEmpty() ? 0 : random.nextInt(made.size()))
                        .findFirst()
                        .ifPresent(one -> any.evict(one.txid()));
            case 6 ->
                made.stream()
                        .skip(made.isEmpty() ? 0 : random.nextInt(made.size()))
                        .findFirst()
                        .ifPresent(any::broadcast);
            default -> {
                Set<Outpoint> coins = new LinkedHashSet<>();
                coins.add(new Outpoint(Sha256Hash.of(new byte[] {(byte) random.nextInt(50)}), 0));
                if (!made.isEmpty() && random.nextInt(3) > 0) {
                    Transaction parent = made.get(random.nextInt(made.size()));
                    coins.add(coin(parent, random.nextInt(parent.outputs().size())));
                }
                List<ByteString> scripts = random.ints(1 + random.nextInt(3), 0, 12)
                        .mapToObj(MempoolFollowerWatchingTest::script)
                        .toList();
                made.add(spending(coins, scripts));
                any.broadcast(made.get(made.size() - 1));
            }
        }
    }
}
