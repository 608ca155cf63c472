package org.escrowkit.core.bitcoin;

/**
 * Bytes or text from outside that are not what they claim to be. Names what was being read, the offset at which reading
 * failed (in bytes, or in characters for text) and the problem.
 */
public final class MalformedException extends IllegalArgumentException {
    private final String subject;
    private final int offset;
    private final String problem;

    public MalformedException(String subject, int offset, String problem) {
        super(subject + ": " + problem + " at offset " + offset);
        this.subject = subject;
        this.offset = offset;
        this.problem = problem;
    }

    /** The same, of which it is known better what was being read. */
    public MalformedException in(String place) {
        return new MalformedException(place, offset, problem);
    }

    /** What was being read, such as "transaction" or "PSBT input 2". */
    public String subject() {
        return subject;
    }

    public int offset() {
        return offset;
    }

    public String problem() {
        return problem;
    }
}
