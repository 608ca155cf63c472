package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;

/**
 * The lender may be made whole from the collateral. The price is fixed in the intent, so that two signers who look at
 * different times demand the same transaction; it is fixed anew when it moves further than price sources may differ, or
 * when coins or debt change. Until the settlement is signed, a loan that is back at its cure ratio goes on.
 *
 * @param reason in words
 */
public record Liquidatable(Position position, SettlementIntent intent, String reason) implements Running {
    static Transition of(Position position, String reason, LoanTerms terms, Instant now) {
        SettlementIntent intent = Margin.liquidation(position, terms, now);
        return Transition.to(new Liquidatable(position, intent, reason), new LoanAction.PrepareSettlement(intent));
    }

    @Override
    public Liquidatable with(Position changed) {
        return new Liquidatable(changed, intent, reason);
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        if (Margin.isCured(changed, terms, now)) {
            Position cured = changed.settled(changed.partials(), changed.debt());
            return Margin.assess(cured, terms, now).and(new LoanAction.AbandonSettlement());
        }
        boolean stands = changed.holdings().coins().equals(position.holdings().coins())
                && changed.debt().equals(position.debt())
                && !changed.quote()
                        .price()
                        .deviates(Prices.of(intent), terms.prices().maxDeviation());
        return stands ? Transition.to(with(changed)) : of(changed, reason, terms, now);
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return Settling.begin(this, intent, command);
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return holdings().coins().isEmpty() ? Optional.empty() : Optional.of(intent);
    }

    @Override
    public String name() {
        return "liquidatable";
    }
}
