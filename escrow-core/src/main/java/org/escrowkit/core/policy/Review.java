package org.escrowkit.core.policy;

import java.util.List;
import java.util.stream.Collectors;

/** The answer to: may this PSBT be signed now? */
public sealed interface Review {
    record Approved(ApprovedSpend spend) implements Review {}

    /** @param violations all that were found, at least one */
    record Refused(List<Violation> violations) implements Review {
        public Refused {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("a refusal has a reason");
            }
        }

        /** Whether this rule is among those broken. */
        public boolean names(PolicyRule rule) {
            return violations.stream().anyMatch(violation -> violation.rule() == rule);
        }

        @Override
        public String toString() {
            return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
        }
    }
}
