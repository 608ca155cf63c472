package org.escrowkit.examples.cli;

import org.jspecify.annotations.Nullable;

/** Why a command did not do what it was told, for the person who told it. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String next;

    private Failure(int code, String problem, String next, @Nullable Throwable cause) {
        super(problem, cause);
        this.code = code;
        this.next = next;
    }

    /** @param next what to do about it */
    static Failure refused(String problem, String next) {
        return new Failure(Exit.REFUSED, problem, next, null);
    }

    static Failure usage(String problem, String next) {
        return new Failure(Exit.USAGE, problem, next, null);
    }

    static Failure trouble(String problem, String next) {
        return new Failure(Exit.TROUBLE, problem, next, null);
    }

    Failure because(Throwable cause) {
        return new Failure(code, problem(), next, cause);
    }

    /** One of {@link Exit}. */
    int code() {
        return code;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String next() {
        return next;
    }
}
