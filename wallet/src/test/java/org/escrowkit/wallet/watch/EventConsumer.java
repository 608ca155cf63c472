package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.escrowkit.wallet.store.DepositEvent;

/** Takes events as an application does, and fails at times: the event then comes again, and maybe some before it. */
final class EventConsumer {
    private static final String NAME = "loans";

    private final Random random;
    private final Tally tally;
    private final List<DepositEvent> seen = new ArrayList<>();
    private long last;

    EventConsumer(Random random, Tally tally) {
        this.random = random;
        this.tally = tally;
    }

    /** All that it was ever given, each once. */
    List<DepositEvent> seen() {
        return seen;
    }

    void take(Watcher watcher) {
        last = -1;
        try {
            watcher.deliver(NAME, this::onEvent);
        } catch (Refused refused) {
            tally.count(Happening.EVENT_REFUSED);
        }
        if (random.nextInt(6) == 0 && watcher.trim() > 0) {
            tally.count(Happening.TRIMMED);
        }
    }

    private void onEvent(DepositEvent event) {
        assertTrue(last < 0 || event.sequence() == last + 1, () -> "W5: after " + last + " came " + event);
        last = event.sequence();
        assertTrue(event.sequence() <= seen.size() + 1, () -> "W5: after " + seen.size() + " came " + event);
        if (event.sequence() <= seen.size()) {
            assertEquals(seen.get((int) event.sequence() - 1), event, "W4: not the same when it came again");
            tally.count(Happening.REDELIVERED);
        } else {
            seen.add(event);
        }
        if (random.nextInt(40) == 0) {
            throw new Refused();
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
