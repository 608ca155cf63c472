package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;

/**
 * What was due is unpaid after the grace: the lender is made whole from the collateral at the last price. Repaying what
 * is overdue still brings the loan back, until the settlement is signed.
 *
 * @param intent empty while no price is fresh enough
 */
public record Defaulted(Position position, Optional<SettlementIntent> intent) implements Running {
    static Transition of(Position position, LoanTerms terms, Instant now) {
        if (!position.quote().isFresh(now, terms.prices().maxAge())) {
            return Transition.to(new Defaulted(position, Optional.empty()));
        }
        SettlementIntent all = new SettlementIntent.Liquidation(
                position.owed(terms, now),
                terms.margin().penalty(),
                position.quote().price());
        return Transition.to(new Defaulted(position, Optional.of(all)), new LoanAction.PrepareSettlement(all));
    }

    @Override
    public Defaulted with(Position changed) {
        return new Defaulted(changed, intent);
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        if (!Margin.isOverdue(changed, terms, now)) {
            return Margin.assess(changed, terms, now).and(new LoanAction.AbandonSettlement());
        }
        boolean stands = intent.isPresent()
                && changed.holdings().coins().equals(position.holdings().coins())
                && changed.debt().equals(position.debt())
                && !changed.quote()
                        .price()
                        .deviates(Prices.of(intent.get()), terms.prices().maxDeviation());
        return stands ? Transition.to(with(changed)) : of(changed, terms, now);
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return demands()
                .map(due -> Settling.begin(this, due, command))
                .orElseGet(() -> Reply.refuses("no price is fresh enough to settle by"));
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return holdings().coins().isEmpty() ? Optional.empty() : intent;
    }

    @Override
    public String name() {
        return "defaulted";
    }
}
