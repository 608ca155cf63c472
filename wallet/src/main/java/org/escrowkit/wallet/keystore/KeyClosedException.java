package org.escrowkit.wallet.keystore;

/** A key was asked for something after it was closed, and with that wiped. */
public final class KeyClosedException extends IllegalStateException {
    KeyClosedException() {
        super("this key was closed, and its bytes are wiped");
    }
}
