package org.escrowkit.wallet.price;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.escrowkit.core.loan.Breach;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Running;

/** From when on prices are needed to show that a loan's liquidation is due. */
public final class BreachMoment {
    private BreachMoment() {}

    /**
     * The earliest of: when the breach began, when the margin call did, and so long ago as the terms want a threshold
     * to stay reached; before it as much as a price may be old, for sources do not speak at the same time.
     */
    public static Instant of(Loan loan, Instant now) {
        LoanTerms terms = loan.terms();
        Optional<Running> running = loan.state() instanceof Running state ? Optional.of(state) : Optional.empty();
        Duration window = terms.margin().tiers().stream()
                .map(MarginTier::window)
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Instant dwelt = now.minus(terms.margin().dwell().time());
        Optional<Instant> called =
                running.flatMap(state -> state.position().cureBy()).map(until -> until.minus(window));
        Optional<Instant> breached =
                running.flatMap(state -> state.position().breach()).map(Breach::since);
        return Stream.of(Optional.of(dwelt), called, breached)
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(dwelt)
                .minus(terms.prices().maxAge());
    }
}
