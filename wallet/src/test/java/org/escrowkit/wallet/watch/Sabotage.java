package org.escrowkit.wallet.watch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.LedgerUpdate;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;

/** A rule that a watcher breaks, done to a sound one from outside, to see that it would be found out. */
enum Sabotage {
    NONE,

    /** What a follower does that takes "my block is unknown" for a reorg. */
    W2_REVOKES_WHEN_THE_NODE_FELL_BACK {
        @Override
        Optional<Step> revoked(SimulatedChain chain, EscrowStore store, BlockRow cursor) {
            return chain.tree().isAncestor(chain.node().tip(), cursor.hash())
                    ? unwound(chain, store, cursor)
                    : Optional.empty();
        }
    },

    /** What a follower does that takes the node's word for the best chain without looking at the work. */
    W2_REVOKES_FOR_LESS_WORK {
        @Override
        Optional<Step> revoked(SimulatedChain chain, EscrowStore store, BlockRow cursor) {
            Sha256Hash tip = chain.node().tip();
            boolean rival = !chain.tree().isAncestor(tip, cursor.hash())
                    && !chain.tree().isAncestor(cursor.hash(), tip);
            return rival && chain.tree().work(tip).compareTo(cursor.chainWork()) <= 0
                    ? unwound(chain, store, cursor)
                    : Optional.empty();
        }
    },

    /** As if the block rows were committed first, and the process died before the rest. */
    W3_ROWS_BEFORE_DEPOSITS {
        @Override
        Optional<Step> leftByDeath(Step step) {
            return Optional.of(with(step, changes -> List.of()));
        }
    },

    /** As if deposits and events were committed first, and the process died before the cursor moved. */
    W3_DEPOSITS_BEFORE_ROWS {
        @Override
        Optional<Step> leftByDeath(Step step) {
            List<StepPart> parts = new ArrayList<>(step.parts());
            List<StepPart> back = step.parts().stream()
                    .filter(StepPart.Connected.class::isInstance)
                    .map(part -> (StepPart) new StepPart.Disconnected(((StepPart.Connected) part).row(), List.of()))
                    .collect(Collectors.toCollection(ArrayList::new));
            Collections.reverse(back);
            parts.addAll(back);
            boolean unwinds = step.parts().stream().anyMatch(StepPart.Disconnected.class::isInstance);
            return unwinds ? Optional.empty() : Optional.of(new Step(step.revision(), parts));
        }
    },

    /** As if a change were worked in twice. */
    W4_REPEATS_AN_EVENT {
        @Override
        Step committed(Step step) {
            return with(step, changes -> {
                List<DepositChange> repeated = new ArrayList<>(changes);
                changes.stream().findFirst().ifPresent(repeated::add);
                return repeated;
            });
        }
    },

    W6_MISSES_SEEN(DepositChange.Seen.class),
    W6_MISSES_REPLACED(DepositChange.Replaced.class),
    W6_MISSES_EVICTED(DepositChange.Evicted.class),
    W6_MISSES_CONFIRMED(DepositChange.Confirmed.class),
    W6_MISSES_REORGED_OUT(DepositChange.ReorgedOut.class),
    W6_MISSES_DOUBLE_SPENT(DepositChange.DoubleSpent.class),
    W6_MISSES_SPENT(DepositChange.SpentBy.class),
    W6_MISSES_UNSPENT(DepositChange.Unspent.class),

    W14_FINDS_NOTHING_IN_OLD_BLOCKS {
        @Override
        Step committed(Step step) {
            boolean old = step.parts().stream().anyMatch(StepPart.Backfilled.class::isInstance);
            return old ? with(step, changes -> List.of()) : step;
        }
    };

    /** The kind of change that never gets through. */
    private final Class<?> missed;

    Sabotage() {
        this(Void.class);
    }

    Sabotage(Class<?> missed) {
        this.missed = missed;
    }

    /** What the broken watcher does in front of a poll. */
    Optional<Step> revoked(SimulatedChain chain, EscrowStore store, BlockRow cursor) {
        return Optional.empty();
    }

    /** What it commits in place of a step. */
    Step committed(Step step) {
        return with(
                step,
                changes -> changes.stream()
                        .filter(change -> !missed.isInstance(change))
                        .toList());
    }

    /** What it leaves of a step over which its process dies. */
    Optional<Step> leftByDeath(Step step) {
        return Optional.empty();
    }

    private static Step with(Step step, UnaryOperator<List<DepositChange>> changed) {
        return new Step(
                step.revision(),
                step.parts().stream().map(part -> with(part, changed)).toList());
    }

    private static StepPart with(StepPart part, UnaryOperator<List<DepositChange>> changed) {
        if (part instanceof StepPart.Connected connected) {
            return new StepPart.Connected(connected.row(), changed.apply(part.changes()));
        } else if (part instanceof StepPart.Disconnected gone) {
            return new StepPart.Disconnected(gone.row(), changed.apply(part.changes()));
        } else if (part instanceof StepPart.Mempool) {
            return new StepPart.Mempool(changed.apply(part.changes()));
        } else if (part instanceof StepPart.Backfilled old) {
            return new StepPart.Backfilled(old.at(), changed.apply(part.changes()));
        }
        return part;
    }

    /** Back to the highest block of ours that the node's chain holds. */
    private static Optional<Step> unwound(SimulatedChain chain, EscrowStore store, BlockRow cursor) {
        List<StepPart> parts = new ArrayList<>();
        Ledger ledger = Ledger.of(new BlockRef(cursor.height(), cursor.hash()), store.deposits());
        List<BlockRow> rows = new ArrayList<>(store.blocks());
        Collections.reverse(rows);
        for (BlockRow row : rows) {
            if (chain.tree().isAncestor(row.hash(), chain.node().tip())) {
                break;
            }
            LedgerUpdate update = ledger.disconnect(new BlockRef(row.height() - 1, row.previous()));
            parts.add(new StepPart.Disconnected(row, update.changes()));
            ledger = update.ledger();
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Step(store.head().revision(), parts));
    }
}
