package org.escrowkit.core.psbt;

/** A PSBT that is well-formed, but with which a role of BIP174 cannot go on; {@link #fault()} names why. */
public final class PsbtException extends IllegalArgumentException {
    private final PsbtFault fault;

    PsbtException(PsbtFault fault, String detail) {
        super(fault + ": " + detail);
        this.fault = fault;
    }

    public PsbtFault fault() {
        return fault;
    }
}
