package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

/** Three nodes, of which two must agree: one lies, any may lag, split off or be down, as a seed has it (family 10). */
class AgreementScheduleTest {
    private static final long SCHEDULES = Long.getLong("escrowkit.schedules", 10_000) / 20;
    private static final long FIRST_SEED = Long.getLong("escrowkit.seed", 0);
    private static final int NEEDED = 2;
    private static final int UNTIL_FOUND_OUT = 10;
    private static final int LIAR = 2;
    private static final int STEPS = 40;
    private static final int MOST_POLLS = 20;

    private int connected;
    private int disconnected;
    private int held;
    private int failed;
    private int splits;

    @Test
    void w12NothingCountsThatOnlyOneNodeHoldsAndWhatTwoHoldDoes() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
            try {
                run(NEEDED, new Random(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        System.out.println(SCHEDULES + " schedules of three nodes: " + connected + " blocks connected, " + disconnected
                + " taken back, held " + held + " times, failed " + failed + ", alarmed " + splits);
        IntStream.of(connected, disconnected, held, failed, splits).forEach(count -> assertTrue(count > 0));
    }

    /** Else the schedules would be worth nothing. */
    @Test
    void oneNodeThatIsFollowedAloneIsFoundOut() {
        assertThrows(
                AssertionError.class,
                () -> LongStream.range(0, UNTIL_FOUND_OUT).forEach(seed -> run(1, new Random(seed))));
    }

    private void run(int needed, Random random) {
        List<FakeBitcoinNode> nodes = List.of(new FakeBitcoinNode(), new FakeBitcoinNode(), new FakeBitcoinNode());
        List<Sha256Hash> blocks = new ArrayList<>(List.of(nodes.get(0).genesis()));
        AgreeingNode several = AgreeingNode.of(needed, nodes);
        ChainFollower follower = ChainFollower.resuming(
                several,
                ChainFollower.startingAt(several, nodes.get(0).genesis()).rows(),
                Runnable::run);
        for (int step = 0; step < STEPS; step++) {
            move(random, nodes, blocks);
            for (FakeBitcoinNode node : nodes) {
                boolean down = random.nextInt(8) == 0;
                node.before(method -> {
                    if (down) {
                        throw new RpcException.Unavailable(method, "down", null);
                    }
                });
            }
            poll(follower, nodes);
            splits += several.agreement().filter(Agreement::isAlarming).isPresent() ? 1 : 0;
        }
        settle(follower, nodes, blocks);
    }

    /** All know all blocks, but each stands where it wants: on more work than before, and the liar anywhere. */
    private static void move(Random random, List<FakeBitcoinNode> nodes, List<Sha256Hash> blocks) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            Sha256Hash parent = blocks.get(blocks.size() - 1 - random.nextInt(Math.min(4, blocks.size())));
            long work = 1 + random.nextInt(2);
            List<Sha256Hash> added = nodes.stream()
                    .map(node -> node.add(parent, work, List.of()))
                    .distinct()
                    .toList();
            assertEquals(1, added.size());
            blocks.add(added.get(0));
        }
        for (int i = 0; i < nodes.size(); i++) {
            FakeBitcoinNode node = nodes.get(i);
            Sha256Hash to = blocks.get(Math.max(0, blocks.size() - 1 - random.nextInt(6)));
            boolean heavier =
                    node.row(to).chainWork().compareTo(node.row(node.tip()).chainWork()) > 0;
            if (random.nextInt(3) > 0 && (heavier || i == LIAR)) {
                node.moveTo(to);
            }
        }
    }

    private void poll(ChainFollower follower, List<FakeBitcoinNode> nodes) {
        BlockRow before = follower.cursor();
        TipUpdate update;
        try {
            update = follower.poll();
        } catch (RpcException tooFew) {
            failed++;
            return;
        }
        follower.commit(update);
        BlockRow cursor = follower.cursor();
        if (update instanceof TipUpdate.Reorged reorged) {
            disconnected += reorged.disconnected().size();
        }
        if (cursor.equals(before)) {
            held++;
        } else {
            connected++;
            long votes = nodes.stream().filter(node -> holds(node, cursor)).count();
            assertTrue(votes >= NEEDED, () -> cursor + " is held by " + votes);
        }
    }

    private static boolean holds(FakeBitcoinNode node, BlockRow block) {
        return block.height() <= node.row(node.tip()).height()
                && node.ancestor(node.tip(), block.height()).equals(block.hash());
    }

    private void settle(ChainFollower follower, List<FakeBitcoinNode> nodes, List<Sha256Hash> blocks) {
        FakeBitcoinNode first = nodes.get(0);
        Sha256Hash best = first.tip();
        for (Sha256Hash block : blocks) {
            best = first.row(block).chainWork().compareTo(first.row(best).chainWork()) > 0 ? block : best;
        }
        for (FakeBitcoinNode node : nodes) {
            node.before(method -> {});
            node.moveTo(best);
            node.mine(1);
        }
        for (int polls = 0; polls < MOST_POLLS && !follower.cursor().hash().equals(first.tip()); polls++) {
            poll(follower, nodes);
        }
        assertEquals(first.tip(), follower.cursor().hash());
    }
}
