package org.escrowkit.wallet.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.escrowkit.wallet.node.Agreement;
import org.escrowkit.wallet.node.BlockRow;

/**
 * How a watcher is, at the moment it was asked: a value that costs nothing to get and that any thread may get at any
 * time, while a poll runs too. Loans may be judged on what is missing only while {@link #isCurrent}.
 *
 * @param at when it was asked
 * @param status of the last poll that went well; empty before the first
 * @param statusAt when that poll ended
 * @param lag blocks between the cursor and the best header that the node told of; 0 before the first poll
 * @param tipAge of the node's best block by its miner's clock, which may be two hours off; empty before the first poll
 * @param node whether the node answers
 * @param store whether the store takes what is given to it
 * @param lastHint when ZMQ was last heard; empty if it never was, or is not used
 * @param agreement of the nodes at the last poll; empty where only one is asked
 * @param alarms what a person should look at
 */
public record WatcherHealth(
        Instant at,
        Optional<WatchStatus> status,
        Optional<Instant> statusAt,
        int lag,
        Optional<Duration> tipAge,
        Reach node,
        Reach store,
        Optional<Instant> lastHint,
        Optional<Agreement> agreement,
        Set<Alarm> alarms) {

    /** Whether something answers, and since when it does or does not. */
    public sealed interface Reach {
        /** It was not asked yet. */
        record Unknown() implements Reach {}

        /** The last call went well, and all since this time. */
        record Reachable(Instant since) implements Reach {}

        /**
         * The last call failed, and all since this time.
         *
         * @param cause of the last failure
         */
        record Failing(Instant since, RuntimeException cause) implements Reach {}

        default boolean isFailing() {
            return this instanceof Failing;
        }
    }

    /** What a person should look at. Each lasts as long as its cause. */
    public enum Alarm {
        /** The node has heard of no block for too long: cut off, or a rare long wait (W12). */
        STALE_TIP,

        /** The node's chain does not hold our tip and has no more work (W2). */
        NODE_BEHIND,

        /** The node has thrown away blocks that scripts registered late are to be looked for in (W13). */
        OLD_BLOCKS_PRUNED,

        /** Nodes stand on rival chains, or too few of them answer. */
        NODES_DISAGREE,

        /** The node has not answered for longer than a restart takes. */
        NODE_DOWN,

        /** The node says that it is on another chain than ours: nothing it says is used. */
        WRONG_CHAIN,

        /** The node has pruned the blocks that come next, or its chain parts from ours below all that is kept. */
        CANNOT_GO_ON,

        /** The store takes nothing. */
        STORE_DOWN,

        /** No poll has ended well for so long that what is known is too old to judge a loan by (W15). */
        STALE_KNOWLEDGE
    }

    public WatcherHealth {
        alarms = Set.copyOf(alarms);
    }

    /** The newest block that is known wholly, late scripts excepted; empty before the first poll. */
    public Optional<BlockRow> cursor() {
        return status.map(WatchStatus::cursor);
    }

    /** Whether all is known up to a fresh tip, and was lately. */
    public boolean isCurrent() {
        return status.filter(WatchStatus.Current.class::isInstance).isPresent() && alarms.isEmpty();
    }

    /** The names of the alarms, for a line in a log; in their order. */
    public List<String> alarmNames() {
        return alarms.stream().sorted().map(Alarm::name).toList();
    }
}
