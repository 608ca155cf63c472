package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

/** Random schedules of a growing, rewinding, forgetting node and a crashing caller, against a simple oracle. */
class ChainFollowerScheduleTest {
    private static final int SCHEDULES = 10_000;
    private static final int STEPS = 40;

    private enum Verdict {
        SAME,
        EXTENDED,
        REORGED,
        BEHIND
    }

    private final Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);

    @Test
    void w1_w2_w8_every_schedule_ends_on_the_nodes_chain_and_no_step_revokes_for_less() {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Schedule(new Random(seed)).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        for (Verdict verdict : Verdict.values()) {
            assertTrue(seen.getOrDefault(verdict, 0) > SCHEDULES, verdict + " hardly seen: " + seen);
        }
    }

    @Test
    void w2_a_node_that_moves_while_it_is_asked_never_breaks_the_chain_nor_revokes_for_less() {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Schedule(new Random(seed)).race();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private final class Schedule {
        private final Random random;
        private final FakeBitcoinNode node = new FakeBitcoinNode();
        private final List<Sha256Hash> all = new ArrayList<>();
        private ChainFollower follower;

        /** What the caller has applied, by height, and the rows it stored with it: a crash leaves just these. */
        private final List<Sha256Hash> applied = new ArrayList<>();

        private List<BlockRow> stored;

        Schedule(Random random) {
            this.random = random;
            stored = ChainFollower.startingAt(node, node.genesis()).rows();
            follower = resumed();
            applied.add(node.genesis());
            all.add(node.genesis());
        }

        /** Reads ahead on this thread, so that a seed is one schedule. */
        private ChainFollower resumed() {
            return ChainFollower.resuming(node, stored, Runnable::run);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                moveNode();
                step();
            }
            settle();
        }

        /** The node also moves between any two answers of one poll: what a step may be is then looser. */
        void race() {
            node.meanwhile(() -> {
                if (random.nextInt(10) == 0) {
                    moveNode();
                }
            });
            for (int step = 0; step < STEPS; step++) {
                moveNode();
                TipUpdate update = follower.poll();
                if (update instanceof TipUpdate.Reorged reorged) {
                    checkWork(reorged);
                }
                commit(update);
            }
            node.meanwhile(() -> {});
            settle();
        }

        /** Nothing is revoked but for a chain that was the node's best and is heavier, and on that chain it leads. */
        private void checkWork(TipUpdate.Reorged reorged) {
            BlockRow cursor = node.row(applied.get(applied.size() - 1));
            assertEquals(1, reorged.node().chainWork().compareTo(cursor.chainWork()));
            assertEquals(cursor, reorged.disconnected().get(0));
            List<Sha256Hash> path = node.path(reorged.node().bestBlock());
            reorged.connected().forEach(block -> assertEquals(path.get(block.height()), block.hash()));
            reorged.disconnected().stream()
                    .filter(row -> row.height() < path.size())
                    .forEach(row -> assertNotEquals(path.get(row.height()), row.hash()));
        }

        private void moveNode() {
            switch (random.nextInt(8)) {
                case 0, 1 -> mineOn(node.tip(), 1 + random.nextInt(3));
                case 2 -> mineOn(node.tip(), random.nextInt(30));
                case 3 -> mineOn(lower(1 + random.nextInt(6)), 1 + random.nextInt(8));
                case 4 -> node.moveTo(lower(random.nextInt(6)));
                case 5 -> node.crashTo(node.row(lower(random.nextInt(10))).height());
                case 6 -> {
                    node.relearn();
                    node.moveTo(all.get(random.nextInt(all.size())));
                }
                default -> {
                    node.relearn();
                    node.moveTo(heaviest());
                }
            }
        }

        private void mineOn(Sha256Hash parent, int blocks) {
            Sha256Hash last = parent;
            for (int i = 0; i < blocks; i++) {
                last = node.add(last, 1 + random.nextInt(3), List.of());
                all.add(last);
            }
            node.moveTo(last);
        }

        private Sha256Hash lower(int depth) {
            return node.ancestor(node.tip(), Math.max(0, node.row(node.tip()).height() - depth));
        }

        private Sha256Hash heaviest() {
            Sha256Hash best = node.genesis();
            for (Sha256Hash hash : all) {
                best = node.row(hash).chainWork().compareTo(node.row(best).chainWork()) > 0 ? hash : best;
            }
            return best;
        }

        private void step() {
            TipUpdate update = follower.poll();
            check(update);
            switch (random.nextInt(4)) {
                case 0 -> follower = resumed();
                case 1 -> {
                    commit(update);
                    follower = resumed();
                }
                case 2 -> commit(update);
                default -> {
                    // Not committed: polled again in the next step.
                }
            }
        }

        private void commit(TipUpdate update) {
            apply(update);
            follower.commit(update);
            stored = follower.rows();
        }

        private void apply(TipUpdate update) {
            if (update instanceof TipUpdate.Reorged reorged) {
                for (BlockRow row : reorged.disconnected()) {
                    assertEquals(applied.remove(applied.size() - 1), row.hash());
                }
                connect(reorged.connected());
            } else if (update instanceof TipUpdate.Extended extended) {
                connect(extended.connected());
            }
        }

        private void connect(List<ChainBlock> blocks) {
            for (ChainBlock block : blocks) {
                assertEquals(applied.get(applied.size() - 1), block.row().previous());
                assertEquals(applied.size(), block.height());
                applied.add(block.hash());
            }
        }

        /** The oracle: from the whole tree, with nothing forgotten, what the step must be. */
        private void check(TipUpdate update) {
            Sha256Hash cursor = applied.get(applied.size() - 1);
            List<Sha256Hash> path = node.path(node.tip());
            int fork = 0;
            while (fork < path.size() && fork < applied.size() && path.get(fork).equals(applied.get(fork))) {
                fork++;
            }
            boolean heavier =
                    node.row(node.tip()).chainWork().compareTo(node.row(cursor).chainWork()) > 0;
            List<Sha256Hash> due = path.subList(fork, Math.min(path.size(), fork + ChainFollower.BATCH));
            if (node.tip().equals(cursor)) {
                count(Verdict.SAME);
                assertInstanceOf(TipUpdate.Same.class, update);
            } else if (fork == applied.size()) {
                count(Verdict.EXTENDED);
                assertEquals(
                        due,
                        hashes(assertInstanceOf(TipUpdate.Extended.class, update)
                                .connected()));
            } else if (heavier) {
                count(Verdict.REORGED);
                TipUpdate.Reorged reorged = assertInstanceOf(TipUpdate.Reorged.class, update);
                assertEquals(due, hashes(reorged.connected()));
                assertEquals(applied.size() - fork, reorged.disconnected().size());
            } else {
                count(Verdict.BEHIND);
                assertInstanceOf(TipUpdate.NodeBehind.class, update);
            }
        }

        private void count(Verdict verdict) {
            seen.merge(verdict, 1, Integer::sum);
        }

        private void settle() {
            node.relearn();
            mineOn(heaviest(), 1);
            for (TipUpdate update = follower.poll(); !(update instanceof TipUpdate.Same); update = follower.poll()) {
                check(update);
                commit(update);
            }
            assertEquals(node.path(node.tip()), applied);
        }

        private static List<Sha256Hash> hashes(List<ChainBlock> blocks) {
            return blocks.stream().map(ChainBlock::hash).toList();
        }
    }
}
