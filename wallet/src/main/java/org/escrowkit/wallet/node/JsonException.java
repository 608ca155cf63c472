package org.escrowkit.wallet.node;

/** A text is not the JSON it should be: malformed, or a value of another type or no value at the place named. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;

    JsonException(String path, String problem) {
        super(path + ": " + problem);
        this.path = path;
    }

    JsonException(String path, String problem, Throwable cause) {
        super(path + ": " + problem, cause);
        this.path = path;
    }

    /** Where in the tree, such as {@code $.result.vout[2].value}. */
    public String path() {
        return path;
    }
}
