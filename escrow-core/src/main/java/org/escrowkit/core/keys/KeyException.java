package org.escrowkit.core.keys;

/**
 * A key from outside that must not guard money; {@link #fault()} names why. Where it was read from text,
 * {@link #offset()} is the character at which reading failed. Neither the message nor anything else here repeats what
 * was read: a private key pasted by mistake must not end in a log.
 */
public final class KeyException extends IllegalArgumentException {
    /** The offset of a fault that has no place in a text. */
    public static final int NOWHERE = -1;

    private final KeyFault fault;
    private final String problem;
    private final int offset;

    public KeyException(KeyFault fault, String problem) {
        this(fault, problem, NOWHERE);
    }

    /** @param offset in characters from the start of the text, or {@link #NOWHERE} */
    public KeyException(KeyFault fault, String problem, int offset) {
        super(fault + ": " + problem + (offset == NOWHERE ? "" : " at offset " + offset));
        this.fault = fault;
        this.problem = problem;
        this.offset = offset;
    }

    public KeyFault fault() {
        return fault;
    }

    /** What is wrong, without its place. */
    public String problem() {
        return problem;
    }

    /** In characters from the start of the text that was parsed; {@link #NOWHERE} where no text was. */
    public int offset() {
        return offset;
    }

    /**
     * The same fault seen from a longer text, of which the parsed one is the part that begins at this offset; a fault
     * that had no place gets that one.
     */
    public KeyException within(int start) {
        KeyException moved = new KeyException(fault, problem, start + Math.max(offset, 0));
        moved.initCause(this);
        return moved;
    }
}
