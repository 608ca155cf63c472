package org.escrowkit.core.loan;

import java.time.Duration;
import java.util.Optional;

/**
 * One step of a margin call.
 *
 * @param threshold from which loan-to-value on the borrower is told
 * @param cure to which, or below, the loan must return; below the threshold
 * @param window in which it must; without one the step is a notice and asks for nothing
 */
public record MarginTier(Ltv threshold, Ltv cure, Optional<Duration> window) {
    public MarginTier {
        if (cure.compareTo(threshold) >= 0) {
            throw new IllegalArgumentException("a cure lies below its threshold, not " + cure + " for " + threshold);
        }
        if (window.filter(time -> time.isZero() || time.isNegative()).isPresent()) {
            throw new IllegalArgumentException("a window to cure in lasts some time");
        }
    }
}
