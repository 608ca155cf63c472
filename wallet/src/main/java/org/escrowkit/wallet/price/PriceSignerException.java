package org.escrowkit.wallet.price;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A price cannot be signed so that it is safe: {@link #fault()} names why. */
public final class PriceSignerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    PriceSignerException(Fault fault, Path file, String words, @Nullable Exception cause) {
        super(fault + ": " + file + ": " + words, cause);
        this.fault = fault;
    }

    /** What stands against it. */
    public enum Fault {
        /** Another signer, of this process or another one, counts with this file. */
        IN_USE,
        /** The system does not let the count be read or written. Until it is opened anew, nothing is signed. */
        UNUSABLE,
        /** What is in the file was not signed by this key for this source and currency. */
        MALFORMED,
        /** A later price of this source is known than the file tells of: an old copy was put in its place. */
        ROLLED_BACK
    }

    public Fault fault() {
        return fault;
    }
}
