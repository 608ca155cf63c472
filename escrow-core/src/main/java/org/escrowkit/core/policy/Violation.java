package org.escrowkit.core.policy;

/** A rule that a PSBT breaks, in words for the person who has to decide what to do about it. */
public record Violation(PolicyRule rule, String expected, String found) {
    /** The rule, why it is there, and what was expected and found, each on its line. */
    public String explain() {
        return rule.id() + ": " + rule.holds() + "\n  it stops:  " + rule.stops() + "\n  expected:  " + expected
                + "\n  found:     " + found;
    }

    @Override
    public String toString() {
        return rule.id() + ": expected " + expected + ", found " + found;
    }
}
