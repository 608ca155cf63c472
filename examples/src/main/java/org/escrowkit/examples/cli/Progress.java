package org.escrowkit.examples.cli;

import java.time.Duration;
import java.time.Instant;

/** Tells how far something is, from its second second on: what is quick is not worth a word. */
final class Progress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Console console;
    private Instant last;
    private boolean shown;

    Progress(Console console) {
        this.console = console;
        this.last = console.clock().instant();
    }

    /** One line in place on a terminal, a line a second elsewhere. */
    void tell(String words) {
        Instant now = console.clock().instant();
        if (Duration.between(last, now).compareTo(PATIENCE) < 0) {
            return;
        }
        last = now;
        if (console.colour()) {
            console.err().print(CLEAR_LINE + words);
            console.err().flush();
            shown = true;
        } else {
            console.err().println(words);
        }
    }

    @Override
    public void close() {
        if (shown) {
            console.err().print(CLEAR_LINE);
            console.err().flush();
        }
    }
}
