package org.escrowkit.wallet;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.Notice;
import org.jspecify.annotations.Nullable;

/** Gives a subscriber what is kept for it. */
final class Delivery {
    private final LoanStore store;
    private final String subscriber;
    private final int atOnce;

    /** Loans of which something could not be given: what comes later of them waits. */
    private final Set<LoanId> held = new HashSet<>();

    private @Nullable RuntimeException failure;

    Delivery(LoanStore store, String subscriber, int atOnce) {
        this.store = store;
        this.subscriber = subscriber;
        this.atOnce = atOnce;
    }

    int deliver(Consumer<Notification> handler) {
        int given = 0;
        Optional<Notice> last = Optional.empty();
        List<Notice> page = store.outbox(subscriber, last, atOnce);
        while (!page.isEmpty()) {
            List<Notice> had = page.stream()
                    .filter(notice -> !held.contains(notice.loan()))
                    .filter(notice -> give(notice, handler))
                    .toList();
            store.acknowledge(subscriber, had);
            given += had.size();
            last = Optional.of(page.get(page.size() - 1));
            page = store.outbox(subscriber, last, atOnce);
        }
        if (failure != null) {
            throw failure;
        }
        return given;
    }

    private boolean give(Notice notice, Consumer<Notification> handler) {
        try {
            handler.accept(new Notification(
                    notice.loan(), notice.version(), notice.place(), ServiceEventForms.decode(notice.payload())));
            return true;
        } catch (RuntimeException notTaken) {
            held.add(notice.loan());
            if (failure == null) {
                failure = notTaken;
            } else {
                failure.addSuppressed(notTaken);
            }
            return false;
        }
    }
}
