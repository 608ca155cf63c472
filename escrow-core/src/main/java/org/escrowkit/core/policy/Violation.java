package org.escrowkit.core.policy;

/** A rule that a PSBT breaks, in words for the person who has to decide what to do about it. */
public record Violation(PolicyRule rule, String expected, String found) {
    @Override
    public String toString() {
        return rule.id() + ": expected " + expected + ", found " + found;
    }
}
