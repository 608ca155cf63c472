package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.junit.jupiter.api.Test;

class MempoolFollowerTest {
    private static final Transaction OURS = transaction(1);
    private static final Transaction ALSO_OURS = transaction(3);
    private static final Transaction NOBODYS = transaction(2);

    private final FakeBitcoinNode node = new FakeBitcoinNode();
    private final List<Sha256Hash> judged = new ArrayList<>();
    private boolean concernsNobody;
    private final MempoolFollower follower = new MempoolFollower(node, transaction -> {
        judged.add(transaction.txid());
        return !concernsNobody && concerns(transaction);
    });

    /** Those of odd numbers concern us. */
    private static Transaction transaction(int number) {
        return new Transaction(
                2,
                List.of(TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[1]), 0), 0)),
                List.of(new TransactionOutput(Coin.valueOf(number), ByteString.ofHex("51"))),
                0);
    }

    private static boolean concerns(Transaction transaction) {
        return transaction.outputs().get(0).value().value % 2 == 1;
    }

    private MempoolUpdate followed() {
        MempoolUpdate update = follower.look();
        follower.commit(update);
        return update;
    }

    @Test
    void w7_what_concerns_us_comes_and_goes_once_and_the_rest_is_read_once_and_never_told() {
        node.broadcast(OURS);
        node.broadcast(NOBODYS);
        assertEquals(new MempoolUpdate(true, List.of(OURS), Set.of(), 0), followed());
        assertTrue(followed().isEmpty());
        node.broadcast(ALSO_OURS);
        assertEquals(new MempoolUpdate(false, List.of(ALSO_OURS), Set.of(), 0), followed());
        node.evict(OURS.txid());
        node.evict(NOBODYS.txid());
        assertEquals(new MempoolUpdate(false, List.of(), Set.of(OURS.txid()), 0), followed());
        assertEquals(3, judged.size());
        node.broadcast(OURS);
        assertEquals(List.of(OURS), followed().came());
    }

    @Test
    void w7_a_look_not_committed_is_repeated_and_one_is_committed_once() {
        node.broadcast(OURS);
        MempoolUpdate lost = follower.look();
        MempoolUpdate again = follower.look();
        assertEquals(lost, again);
        assertThrows(IllegalStateException.class, () -> follower.commit(lost));
        follower.commit(again);
        assertThrows(IllegalStateException.class, () -> follower.commit(again));
        assertTrue(followed().isEmpty());
    }

    @Test
    void w7_a_sequence_that_runs_backwards_starts_again_from_a_full_look() {
        node.broadcast(OURS);
        node.broadcast(NOBODYS);
        followed();
        node.forgetMempool();
        assertEquals(new MempoolUpdate(true, List.of(), Set.of(OURS.txid()), 0), followed());
        node.broadcast(OURS);
        node.broadcast(NOBODYS);
        followed();
        judged.clear();
        node.forgetMempool();
        node.broadcast(OURS);
        MempoolUpdate update = followed();
        assertTrue(update.fromScratch());
        assertEquals(List.of(OURS), update.came());
        assertEquals(Set.of(), update.went());
        assertEquals(1, judged.size());
    }

    @Test
    void w7_a_restart_asked_for_reads_everything_again() {
        concernsNobody = true;
        node.broadcast(OURS);
        assertTrue(followed().isEmpty());
        concernsNobody = false;
        assertTrue(followed().isEmpty());
        MempoolUpdate stale = follower.look();
        follower.restart();
        assertThrows(IllegalStateException.class, () -> follower.commit(stale));
        assertEquals(new MempoolUpdate(true, List.of(OURS), Set.of(), 0), follower.look());
        assertEquals(new MempoolUpdate(true, List.of(OURS), Set.of(), 0), followed());
        assertFalse(followed().fromScratch());
    }

    @Test
    void w7_a_full_mempool_is_read_in_bounded_looks() {
        int all = 2 * MempoolFollower.MOST_READ + 10;
        for (int i = 0; i < all; i++) {
            node.broadcast(transaction(2 * i + 1));
        }
        Set<Transaction> came = new HashSet<>();
        List<Integer> unread = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            MempoolUpdate update = followed();
            came.addAll(update.came());
            unread.add(update.unread());
        }
        assertEquals(List.of(MempoolFollower.MOST_READ + 10, 10, 0), unread);
        assertEquals(all, came.size());
        assertTrue(followed().isEmpty());
    }

    @Test
    void w7_one_that_leaves_before_it_can_be_read_is_read_when_it_is_back() {
        node.broadcast(OURS);
        FakeBitcoinNode inner = node;
        var flickering = new Flickering(inner);
        MempoolFollower of = new MempoolFollower(flickering.node(), MempoolFollowerTest::concerns);
        flickering.hidden = true;
        MempoolUpdate first = of.look();
        assertTrue(first.isEmpty());
        of.commit(first);
        flickering.hidden = false;
        assertEquals(List.of(OURS), of.look().came());
    }

    @Test
    void w7_in_any_schedule_the_updates_add_up_to_what_concerns_us_in_the_last_look() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            FakeBitcoinNode any = new FakeBitcoinNode();
            MempoolFollower of = new MempoolFollower(any, MempoolFollowerTest::concerns);
            Set<Sha256Hash> told = new HashSet<>();
            for (int step = 0; step < 60; step++) {
                Transaction one = transaction(random.nextInt(20));
                switch (random.nextInt(10)) {
                    case 0 -> any.forgetMempool();
                    case 1 -> of.restart();
                    case 2, 3, 4 -> any.evict(one.txid());
                    default -> any.broadcast(one);
                }
                MempoolUpdate update = of.look();
                if (random.nextInt(3) > 0) {
                    assertTrue(told.containsAll(update.went()), "seed " + seed);
                    told.removeAll(update.went());
                    update.came().forEach(transaction -> told.add(transaction.txid()));
                    of.commit(update);
                }
            }
            any.broadcast(transaction(21));
            MempoolUpdate last = of.look();
            told.removeAll(last.went());
            last.came().forEach(transaction -> told.add(transaction.txid()));
            Map<Sha256Hash, Transaction> held =
                    any.mempoolTransactions(any.mempool().txids());
            held.values().removeIf(transaction -> !concerns(transaction));
            assertEquals(held.keySet(), told, "seed " + seed);
        }
    }

    /** A node whose transactions cannot be read while they are hidden, though their txids show. */
    private static final class Flickering {
        private final FakeBitcoinNode inner;
        private boolean hidden;

        Flickering(FakeBitcoinNode inner) {
            this.inner = inner;
        }

        BitcoinNode node() {
            return (BitcoinNode) Proxy.newProxyInstance(
                    BitcoinNode.class.getClassLoader(),
                    new Class<?>[] {BitcoinNode.class},
                    (proxy, method, arguments) -> {
                        if (hidden && method.getName().equals("mempoolTransactions")) {
                            assertEquals(1, ((Collection<?>) arguments[0]).size());
                            return Map.of();
                        }
                        return method.invoke(inner, arguments);
                    });
        }
    }
}
