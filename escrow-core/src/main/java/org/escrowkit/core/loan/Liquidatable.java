package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;

/**
 * The lender may be made whole from the collateral. The price is fixed in the intent, so that what is demanded does not
 * change while signatures are gathered; it is fixed anew when it moves further than price sources may differ, when
 * coins or debt change, and each day on which interest is added. What others decided on at a price near one of these
 * settles the loan as well: see {@link #prices(LoanTerms)}. Until the settlement is signed, a loan that is back at its
 * cure ratio goes on.
 *
 * @param reason in words
 * @param prices at which it was fixed since coins or debt last changed: what was signed at one of them is still on its
 *     way, perhaps
 */
public record Liquidatable(Position position, SettlementIntent intent, String reason, PriceRange prices)
        implements Running {
    public Liquidatable(Position position, SettlementIntent intent, String reason) {
        this(position, intent, reason, PriceRange.of(intent.decidedAt().orElseThrow()));
    }

    static Transition of(Position position, String reason, LoanTerms terms, Instant now) {
        return demanding(new Liquidatable(position, Margin.liquidation(position, terms, now), reason));
    }

    private static Transition demanding(Liquidatable next) {
        return Transition.to(next, new LoanAction.PrepareSettlement(next.intent));
    }

    @Override
    public Liquidatable with(Position changed) {
        return new Liquidatable(changed, intent, reason, prices);
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        if (Margin.isCured(changed, terms, now)) {
            Position cured = changed.settled(changed.partials(), changed.debt());
            return Margin.assess(cured, terms, now).and(new LoanAction.AbandonSettlement());
        }
        if (!changed.settlesAs(position)) {
            return of(changed, reason, terms, now);
        }
        if (Margin.stands(intent, changed, terms, now)) {
            return Transition.to(with(changed));
        }
        PriceRange seen = prices.with(changed.quote().price());
        return demanding(new Liquidatable(changed, Margin.liquidation(changed, terms, now), reason, seen));
    }

    @Override
    public Optional<PriceRange> prices(LoanTerms terms) {
        return Optional.of(prices.widened(terms.prices().maxDeviation()));
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return Settling.begin(this, intent, command, terms);
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
