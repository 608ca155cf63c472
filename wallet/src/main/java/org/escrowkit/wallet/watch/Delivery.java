package org.escrowkit.wallet.watch;

import java.util.List;
import java.util.function.Consumer;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;

/** Gives a consumer the events that it has not acknowledged, in order. */
record Delivery(EscrowStore store, String consumer) {
    private static final int EVENTS_AT_ONCE = 500;

    /** What is handled is acknowledged even where the next one's handler throws. Returns how many there were. */
    int deliver(Consumer<DepositEvent> handler) {
        long after = store.subscribe(consumer);
        int delivered = 0;
        List<DepositEvent> events = store.events(after, EVENTS_AT_ONCE);
        while (!events.isEmpty()) {
            for (DepositEvent event : events) {
                try {
                    handler.accept(event);
                } catch (RuntimeException | Error failure) {
                    store.acknowledge(consumer, after);
                    throw failure;
                }
                after = event.sequence();
                delivered++;
            }
            store.acknowledge(consumer, after);
            events = store.events(after, EVENTS_AT_ONCE);
        }
        return delivered;
    }
}
