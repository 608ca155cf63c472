package org.escrowkit.wallet.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Head;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;
import org.jspecify.annotations.Nullable;

/** What a store may do wrong that nobody notices who lives: the same in the end, but not at once. */
enum BrokenStore {
    NONE(""),

    /** The rows of the blocks in one transaction, their deposits and events in the next. */
    W3_ROWS_BEFORE_DEPOSITS("blocks: after COMMIT") {
        @Override
        Head commit(EscrowStore store, Step step) {
            Optional<Step> first = Sabotage.W3_ROWS_BEFORE_DEPOSITS.leftByDeath(step);
            Optional<Step> undone = Sabotage.W3_DEPOSITS_BEFORE_ROWS.leftByDeath(first.orElseThrow());
            if (undone.isEmpty() || !connects(step)) {
                return store.commit(step);
            }
            long revision = store.commit(first.get()).revision();
            // The store takes deposits with their blocks only, so those are taken back and come again.
            List<StepPart> parts = new ArrayList<>(undone.get()
                    .parts()
                    .subList(step.parts().size(), 2 * step.parts().size()));
            parts.addAll(step.parts());
            return store.commit(new Step(revision, parts));
        }
    },

    /** Deposits and events in one transaction, the rows in the next. */
    W3_DEPOSITS_BEFORE_ROWS("blocks: after COMMIT") {
        @Override
        Head commit(EscrowStore store, Step step) {
            Optional<Step> first = Sabotage.W3_DEPOSITS_BEFORE_ROWS.leftByDeath(step);
            if (first.isEmpty() || !connects(step)) {
                return store.commit(step);
            }
            long revision = store.commit(first.get()).revision();
            List<StepPart> rows = Sabotage.W3_ROWS_BEFORE_DEPOSITS
                    .leftByDeath(step)
                    .orElseThrow()
                    .parts();
            return store.commit(new Step(revision, rows));
        }
    },

    /** Events are acknowledged before they are handled. */
    EVENTS_ACKNOWLEDGED_AT_ONCE("delivery: handler returns") {
        @Override
        List<DepositEvent> handedOut(EscrowStore store, String consumer, List<DepositEvent> events) {
            events.forEach(event -> store.acknowledge(consumer, event.sequence()));
            return events;
        }
    };

    private final String weakness;

    BrokenStore(String weakness) {
        this.weakness = weakness;
    }

    /** A failpoint at which it shows. */
    String weakness() {
        return weakness;
    }

    Head commit(EscrowStore store, Step step) {
        return store.commit(step);
    }

    List<DepositEvent> handedOut(EscrowStore store, String consumer, List<DepositEvent> events) {
        return events;
    }

    /** Whether it does nothing but connect blocks, on rows that are there. */
    private static boolean connects(Step step) {
        return step.revision() > 0 && step.parts().stream().allMatch(StepPart.Connected.class::isInstance);
    }

    /** A call of the store, done this store's way. */
    @Nullable
    Object call(EscrowStore store, String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        if (method.equals("commit")) {
            return commit(store, (Step) arguments[0]);
        }
        if (method.equals("events")) {
            return handedOut(store, DoomedWatcher.CONSUMER, store.events((long) arguments[0], (int) arguments[1]));
        }
        return call.make(arguments);
    }
}
