package org.escrowkit.examples.cli;

import java.util.Optional;
import org.escrowkit.core.loan.Awarded;
import org.escrowkit.core.loan.Compromised;
import org.escrowkit.core.loan.Conflicted;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.Position;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.Settling;

/** What a running loan knows, also beneath a dispute or a settlement. */
final class LoanPosition {
    private LoanPosition() {}

    /** Empty where the principal is not out. */
    static Optional<Position> of(LoanState state) {
        if (state instanceof Running running) {
            return Optional.of(running.position());
        } else if (state instanceof Disputed disputed) {
            return of(disputed.before());
        } else if (state instanceof Awarded awarded) {
            return of(awarded.before());
        } else if (state instanceof Settling settling) {
            return of(settling.from());
        } else if (state instanceof Conflicted conflicted) {
            return of(conflicted.settling());
        } else if (state instanceof Compromised compromised) {
            return of(compromised.before());
        }
        return Optional.empty();
    }
}
