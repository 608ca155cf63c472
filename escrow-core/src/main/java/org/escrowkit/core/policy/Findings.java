package org.escrowkit.core.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
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

    /** The same with words that are only made where they are needed: most reviews find no fault. */
    boolean require(boolean holds, PolicyRule rule, Supplier<String> expected, Supplier<String> found) {
        if (!holds) {
            add(rule, expected.get(), found.get());
        }
        return holds;
    }

    /** As people write it: 6h, 10m, 1h30m. */
    static String words(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    List<Violation> all() {
        return List.copyOf(violations);
    }
}
