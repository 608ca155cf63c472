package org.escrowkit.core.loan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/** Where a loan with debt stands by its margin, its deadlines and its debt. */
final class Margin {
    private Margin() {}

    /** The state that a position gives when nothing has been decided yet. */
    static Transition assess(Position position, LoanTerms terms, Instant now) {
        if (position.owed(terms, now).isZero()) {
            return Transition.to(
                    new Repaid(position), new LoanAction.PrepareSettlement(new SettlementIntent.Release()));
        }
        if (isOverdue(position, terms, now)) {
            return Defaulted.of(position, terms, now);
        }
        Position called = tiers(position, terms, now);
        Optional<String> due = liquidationDue(called, terms, now);
        if (due.isPresent()) {
            return Liquidatable.of(called, due.get(), terms, now);
        }
        LoanAction[] actions = called.tier() > position.tier() ? actions(called, terms, now) : new LoanAction[0];
        return Transition.to(called.cureBy().isPresent() ? new MarginCall(called) : new Active(called), actions);
    }

    /** Whether what should have been paid before the grace began is still unpaid. */
    static boolean isOverdue(Position position, LoanTerms terms, Instant now) {
        Deadlines deadlines = terms.deadlines();
        return position.debt()
                .overdue(terms.interest(), deadlines.lastDay(), Deadlines.day(now.minus(deadlines.grace())))
                .isPositive();
    }

    /** Which tier is reached and not cured: deeper ones shorten the time, none lengthens it. */
    private static Position tiers(Position position, LoanTerms terms, Instant now) {
        int tier = position.tier();
        Optional<Instant> cureBy = position.cureBy();
        if (tier != Position.NO_TIER && isCured(position, terms, now)) {
            tier = Position.NO_TIER;
            cureBy = Optional.empty();
        }
        for (int i = tier + 1; i < terms.margin().tiers().size(); i++) {
            MarginTier next = terms.margin().tiers().get(i);
            if (position.reaches(next.threshold(), position.quote(), terms, now)) {
                tier = i;
                cureBy = earlier(cureBy, next.window(), now);
            }
        }
        return position.called(tier, cureBy);
    }

    private static Optional<Instant> earlier(Optional<Instant> cureBy, Optional<Duration> window, Instant now) {
        Optional<Instant> other = window.map(now::plus);
        return cureBy.isPresent() && (other.isEmpty() || cureBy.get().isBefore(other.get())) ? cureBy : other;
    }

    /** Whether the loan is back at the ratio that the tier which it reached asks for, or at the initial one. */
    static boolean isCured(Position position, LoanTerms terms, Instant now) {
        return position.isAtMost(cure(position, terms), terms, now);
    }

    private static Ltv cure(Position position, LoanTerms terms) {
        return position.tier() == Position.NO_TIER
                ? terms.margin().initial()
                : terms.margin().tiers().get(position.tier()).cure();
    }

    /** Never by a price that is too old. */
    private static Optional<String> liquidationDue(Position position, LoanTerms terms, Instant now) {
        if (!position.quote().isFresh(now, terms.prices().maxAge())) {
            return Optional.empty();
        }
        boolean through = position.breach()
                .filter(breach ->
                        breach.lasts(terms.margin().dwell(), position.quote().at()))
                .isPresent();
        if (through && position.reaches(terms.margin().liquidation(), position.quote(), terms, now)) {
            return Optional.of("loan-to-value reached " + terms.margin().liquidation());
        }
        return position.cureBy()
                .filter(until -> !now.isBefore(until))
                .map(until -> "the margin call was not answered by " + until);
    }

    private static LoanAction[] actions(Position called, LoanTerms terms, Instant now) {
        Coin needed = cure(called, terms)
                .collateralFor(called.owed(terms, now), called.quote().price());
        Coin missing = needed.subtract(called.pledged(now));
        LoanAction action = called.cureBy()
                .<LoanAction>map(until -> new LoanAction.CallMargin(missing, until))
                .orElseGet(() -> new LoanAction.GiveNotice(called.tier()));
        return new LoanAction[] {action};
    }

    /** Whether a liquidation is of what is owed today, at a price that has not moved on. */
    static boolean stands(SettlementIntent liquidation, Position position, LoanTerms terms, Instant now) {
        Price price = liquidation.decidedAt().orElseThrow();
        return isOwed(liquidation, position, terms, now)
                && !position.quote().price().deviates(price, terms.prices().maxDeviation());
    }

    static boolean isOwed(SettlementIntent liquidation, Position position, LoanTerms terms, Instant now) {
        BigMoney owed = liquidation instanceof SettlementIntent.PartialLiquidation partial
                ? partial.owed()
                : ((SettlementIntent.Liquidation) liquidation).owed();
        return owed.isEqual(position.owed(terms, now));
    }

    /** The liquidation for a position: a partial one if the terms want it and if it can reach its target. */
    static SettlementIntent liquidation(Position position, LoanTerms terms, Instant now) {
        BigMoney owed = position.owed(terms, now);
        Price price = position.quote().price();
        MarginRules margin = terms.margin();
        Coin value = position.holdings().value();
        boolean partial = margin.liquidateTo()
                .filter(target ->
                        terms.escrows().after(position.partials().size() + 1).isPresent())
                .flatMap(target ->
                        MarginMath.leastSale(owed, value, terms.fees().most(value), price, margin.penalty(), target))
                .filter(sale -> !value.subtract(sale)
                        .subtract(terms.fees().most(value))
                        .isLessThan(terms.deposits().leastValue()))
                .isPresent();
        return partial
                ? new SettlementIntent.PartialLiquidation(
                        owed, margin.penalty(), price, margin.liquidateTo().orElseThrow())
                : new SettlementIntent.Liquidation(owed, margin.penalty(), price);
    }
}
