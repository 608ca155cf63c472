package org.escrowkit.core.keys;

/** A key from outside that must not guard money; {@link #fault()} names why. */
public final class KeyException extends IllegalArgumentException {
    private final KeyFault fault;

    public KeyException(KeyFault fault, String detail) {
        super(fault + ": " + detail);
        this.fault = fault;
    }

    public KeyFault fault() {
        return fault;
    }
}
