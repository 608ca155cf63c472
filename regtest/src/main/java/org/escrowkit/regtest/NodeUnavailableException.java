package org.escrowkit.regtest;

/**
 * This machine cannot give the node that was asked for. The message is one sentence for the person at the keyboard:
 * what is missing and what to install or to set.
 */
public final class NodeUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NodeUnavailableException(String message) {
        super(message);
    }

    NodeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
