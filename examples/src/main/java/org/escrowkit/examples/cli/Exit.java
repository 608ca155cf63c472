package org.escrowkit.examples.cli;

/** The exit codes: of all commands, and never to be changed. */
final class Exit {
    /** It was done. */
    static final int DONE = 0;
    /** It was refused, or what was looked at is not as it should be. */
    static final int REFUSED = 1;
    /** The command was not understood. */
    static final int USAGE = 2;
    /** The node or a store does not do its part: the same command may succeed later. */
    static final int TROUBLE = 3;

    private Exit() {}
}
