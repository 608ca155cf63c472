package org.escrowkit.wallet.store;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.node.BlockRow;

/** Something that happened, and what the ledger made of it. Each change becomes an event. */
public sealed interface StepPart {
    List<DepositChange> changes();

    /** The block that the changes come from. */
    Optional<BlockRef> block();

    /** A block on top of the cursor. On an empty store any block will do: the chain is followed from there. */
    record Connected(BlockRow row, List<DepositChange> changes) implements StepPart {
        public Connected {
            changes = List.copyOf(changes);
        }

        @Override
        public Optional<BlockRef> block() {
            return Optional.of(new BlockRef(row.height(), row.hash()));
        }
    }

    /** The cursor's block, taken back. */
    record Disconnected(BlockRow row, List<DepositChange> changes) implements StepPart {
        public Disconnected {
            changes = List.copyOf(changes);
        }

        @Override
        public Optional<BlockRef> block() {
            return Optional.of(new BlockRef(row.height(), row.hash()));
        }
    }

    /** A look at the mempool. */
    record Mempool(List<DepositChange> changes) implements StepPart {
        public Mempool {
            changes = List.copyOf(changes);
        }

        @Override
        public Optional<BlockRef> block() {
            return Optional.empty();
        }
    }

    /** An old block looked at for the {@link Backfill} under way: the one at its next height. */
    record Backfilled(BlockRef at, List<DepositChange> changes) implements StepPart {
        public Backfilled {
            changes = List.copyOf(changes);
        }

        @Override
        public Optional<BlockRef> block() {
            return Optional.of(at);
        }
    }

    /** The {@link Backfill} under way has passed the cursor, and is done. */
    record BackfillDone() implements StepPart {
        @Override
        public List<DepositChange> changes() {
            return List.of();
        }

        @Override
        public Optional<BlockRef> block() {
            return Optional.empty();
        }
    }
}
