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

        /** Whether waiting is all that it takes; otherwise these bytes with this evidence are never signed. */
        public boolean isTemporary() {
            return violations.stream().allMatch(violation -> violation.rule().isTemporary());
        }

        /** For a person who has to decide what to do about it, a paragraph for each rule. */
        public String explain() {
            String verdict = isTemporary()
                    ? "Not signed as things stand; time alone may change that."
                    : "Not signed, and as it is it never will be.";
            return violations.stream()
                    .map(Violation::explain)
                    .distinct()
                    .collect(Collectors.joining("\n\n", verdict + "\n\n", "\n"));
        }

        @Override
        public String toString() {
            return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
        }
    }
}
