package org.escrowkit.wallet.sign;

import java.nio.file.Path;

/** A {@code .psbt} file that is not read or not written: {@link #fault()} names why, {@link #file()} which one. */
public final class PsbtFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final PsbtFileFault fault;
    private final transient Path file;

    PsbtFileException(PsbtFileFault fault, Path file, Exception cause) {
        super(fault + ": " + file + ": " + cause.getMessage(), cause);
        this.fault = fault;
        this.file = file;
    }

    public PsbtFileFault fault() {
        return fault;
    }

    public Path file() {
        return file;
    }
}
