package org.escrowkit.core.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The violations that a review has found so far. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();

    void add(PolicyRule rule, Object expected, @Nullable Object found) {
        violations.add(new Violation(rule, String.valueOf(expected), String.valueOf(found)));
    }

    /** @return whether it holds */
    boolean require(boolean holds, PolicyRule rule, Object expected, @Nullable Object found) {
        if (!holds) {
            add(rule, expected, found);
        }
        return holds;
    }

    List<Violation> all() {
        return List.copyOf(violations);
    }
}
