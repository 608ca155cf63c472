package org.escrowkit.wallet.watch;

/** The end of the process: whoever sees it is dropped, and what the store holds is all that is left. */
final class Died extends Error {
    private static final long serialVersionUID = 1;

    Died() {
        super("as the schedule wants it", null, false, false);
    }
}
