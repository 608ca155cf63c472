package org.escrowkit.wallet;

/** What a command came to. */
public sealed interface CommandResult {
    /**
     * It is done.
     *
     * @param version of the loan after it
     */
    record Done(long version) implements CommandResult {}

    /** The loan does not take it. It stays as it is. */
    record Refused(String reason) implements CommandResult {}

    /**
     * The loan is not at the version that the caller has seen. Nothing happened: look at it again.
     *
     * @param version where it is
     */
    record Moved(long version) implements CommandResult {}
}
