package org.escrowkit.core.vault;

/** A descriptor that is refused: {@link #fault()} names why, {@link #position()} where. */
public final class DescriptorException extends IllegalArgumentException {
    private final DescriptorFault fault;
    private final int position;

    DescriptorException(DescriptorFault fault, int position, String detail) {
        super(fault + ": " + detail + ", at character " + position);
        this.fault = fault;
        this.position = position;
    }

    DescriptorException(DescriptorFault fault, int position, IllegalArgumentException cause) {
        this(fault, position, String.valueOf(cause.getMessage()));
        initCause(cause);
    }

    public DescriptorFault fault() {
        return fault;
    }

    /** Characters of the text before the part that is refused. */
    public int position() {
        return position;
    }
}
