package org.escrowkit.wallet.audit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An audit log that is not to be trusted or cannot be used: {@link #fault()} names why, {@link #row()} where. */
public final class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final AuditFault fault;
    private final long row;

    AuditException(AuditFault fault, Path file, long row, String what, @Nullable Exception cause) {
        super(fault + ": " + file + ", row " + row + ": " + what, cause);
        this.fault = fault;
        this.row = row;
    }

    public AuditFault fault() {
        return fault;
    }

    /** The number of the first row that is wrong; the one after the last where it is the log as a whole. */
    public long row() {
        return row;
    }
}
