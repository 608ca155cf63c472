package org.escrowkit.wallet.keystore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A key file that is not read or not written: {@link #fault()} names why, {@link #file()} which one. */
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final KeyFileFault fault;
    private final transient Path file;

    KeyFileException(KeyFileFault fault, Path file, @Nullable Exception cause) {
        super(fault + ": " + file + (cause == null ? "" : ": " + cause.getMessage()), cause);
        this.fault = fault;
        this.file = file;
    }

    public KeyFileFault fault() {
        return fault;
    }

    public Path file() {
        return file;
    }
}
