package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;

/**
 * What was due is unpaid after the grace: the lender is made whole from the collateral at the last price. Repaying what
 * is overdue still brings the loan back, until the settlement is signed.
 *
 * @param intent empty while no price is fresh enough
 * @param prices as a {@link Liquidatable} loan has them; empty while there was no fresh one
 */
public record Defaulted(Position position, Optional<SettlementIntent> intent, Optional<PriceRange> prices)
        implements Running {
    public Defaulted(Position position, Optional<SettlementIntent> intent) {
        this(position, intent, intent.flatMap(SettlementIntent::decidedAt).map(PriceRange::of));
    }

    static Transition of(Position position, LoanTerms terms, Instant now) {
        return of(position, Optional.empty(), terms, now);
    }

    private static Transition of(Position position, Optional<PriceRange> before, LoanTerms terms, Instant now) {
        if (!position.quote().isFresh(now, terms.prices().maxAge())) {
            return Transition.to(new Defaulted(position, Optional.empty(), before));
        }
        Price price = position.quote().price();
        SettlementIntent all = new SettlementIntent.Liquidation(
                position.owed(terms, now), terms.margin().penalty(), price);
        PriceRange prices = before.map(range -> range.with(price)).orElse(PriceRange.of(price));
        return Transition.to(
                new Defaulted(position, Optional.of(all), Optional.of(prices)), new LoanAction.PrepareSettlement(all));
    }

    @Override
    public Defaulted with(Position changed) {
        return new Defaulted(changed, intent, prices);
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        if (!Margin.isOverdue(changed, terms, now)) {
            return Margin.assess(changed, terms, now).and(new LoanAction.AbandonSettlement());
        }
        if (!changed.settlesAs(position)) {
            return of(changed, terms, now);
        }
        boolean stands =
                intent.filter(due -> Margin.stands(due, changed, terms, now)).isPresent();
        return stands ? Transition.to(with(changed)) : of(changed, prices, terms, now);
    }

    @Override
    public Optional<PriceRange> prices(LoanTerms terms) {
        return prices.map(range -> range.widened(terms.prices().maxDeviation()));
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return demands()
                .map(due -> Settling.begin(this, due, command, terms))
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
