package org.escrowkit.wallet.watch;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;

/** Gives the events of a store to a consumer, and notes which it has had. */
final class EventDelivery {
    private static final int EVENTS_AT_ONCE = 500;

    private final EscrowStore store;

    EventDelivery(EscrowStore store) {
        this.store = store;
    }

    int deliver(String consumer, Consumer<DepositEvent> handler) {
        return deliver(consumer, store.subscribe(consumer), 0, 1, handler);
    }

    /** All parts are subscribed together, so that nothing is trimmed of one that has not begun yet. */
    int deliver(String consumer, int part, int of, Consumer<DepositEvent> handler) {
        if (part < 0 || part >= of) {
            throw new IllegalArgumentException("part " + part + " of " + of + ", counted from 0");
        }
        List<String> names =
                IntStream.range(0, of).mapToObj(i -> name(consumer, i, of)).toList();
        return deliver(names.get(part), store.subscribe(names).get(part), part, of, handler);
    }

    void unsubscribe(String consumer, int of) {
        store.unsubscribe(consumer);
        IntStream.range(0, of).forEach(part -> store.unsubscribe(name(consumer, part, of)));
    }

    private static String name(String consumer, int part, int of) {
        return consumer + " " + part + "/" + of;
    }

    private int deliver(String name, long acknowledged, int part, int of, Consumer<DepositEvent> handler) {
        long after = acknowledged;
        int delivered = 0;
        List<DepositEvent> events = store.events(after, EVENTS_AT_ONCE);
        while (!events.isEmpty()) {
            for (DepositEvent event : events) {
                if (event.part(of) == part) {
                    try {
                        handler.accept(event);
                    } catch (RuntimeException | Error failure) {
                        store.acknowledge(name, after);
                        throw failure;
                    }
                    delivered++;
                }
                after = event.sequence();
            }
            store.acknowledge(name, after);
            events = store.events(after, EVENTS_AT_ONCE);
        }
        return delivered;
    }
}
