package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which prices, of those from {@code start} to {@code end}, do more to a loan than to be its last. */
record PriceWatch(LoanTerms terms, Instant start, Instant end) {
    /** Whether a price of that time can do anything to a loan, were it only to bring new terms into force. */
    static boolean listens(Loan loan, Instant at) {
        return loan.state() instanceof AwaitingCollateral
                || loan.state() instanceof Funded
                || running(loan.state()).isPresent()
                || loan.pending().filter(next -> !at.isBefore(next.from())).isPresent();
    }

    /** The last price that the state knows. */
    static Optional<Quote> known(LoanState state) {
        if (state instanceof AwaitingCollateral waiting) {
            return waiting.quote();
        }
        return state instanceof Funded funded
                ? Optional.of(funded.quote())
                : running(state).map(running -> running.position().quote());
    }

    /** The running state that listens, be it beneath a dispute or a settlement. */
    static Optional<Running> running(LoanState state) {
        if (state instanceof Running running) {
            return Optional.of(running);
        }
        if (state instanceof Disputed disputed) {
            return Optional.of(disputed.before());
        }
        if (state instanceof Conflicted conflicted) {
            return running(conflicted.settling());
        }
        return state instanceof Settling settling && settling.from() instanceof Running running
                ? Optional.of(running)
                : Optional.empty();
    }

    PriceBand band(LoanState state) {
        if (state instanceof AwaitingCollateral || state instanceof Funded) {
            return funding(state);
        }
        Optional<Running> running = running(state);
        boolean signed = state instanceof Settling || state instanceof Conflicted;
        if (running.isEmpty()) {
            return PriceBand.ALL;
        }
        return !signed && running.get().countsBreaches()
                ? judged(running.get())
                : forgotten(running.get().position()).and(signed ? PriceBand.ALL : judged(running.get()));
    }

    /** The next price ends what was counted before it was decided. */
    private static PriceBand forgotten(Position position) {
        return position.breach().isPresent() ? PriceBand.NOWHERE : PriceBand.ALL;
    }

    private PriceBand funding(LoanState state) {
        if (state.holdings().value().isLessThan(terms.requiredCollateral())) {
            return PriceBand.ALL;
        }
        Ltv threshold = terms.margin().firstThreshold();
        return state instanceof Funded
                ? PriceBand.until(threshold, terms.principal(), state.holdings().value())
                : PriceBand.whileReached(
                        threshold, terms.principal(), state.holdings().value());
    }

    /** A price beyond the liquidation threshold begins to be counted, and each one after it is. */
    private PriceBand breach(Position position) {
        return position.breach().isPresent()
                ? PriceBand.NOWHERE
                : PriceBand.until(terms.margin().liquidation(), position.owed(terms, last()), position.pledged(start));
    }

    private PriceBand judged(Running running) {
        if (running instanceof Liquidatable due) {
            return cure(due.position()).and(around(due.intent(), due.position()));
        }
        if (running instanceof Defaulted defaulted) {
            boolean overdue = Margin.isOverdue(defaulted.position(), terms, start);
            return overdue
                    ? defaulted
                            .intent()
                            .map(due -> around(due, defaulted.position()))
                            .orElse(PriceBand.NOWHERE)
                    : PriceBand.NOWHERE;
        }
        if (running instanceof Repaid) {
            return PriceBand.ALL;
        }
        PriceBand tiers = breach(running.position()).and(tiers(running.position()));
        return running instanceof Active active && active.adjustment().isPresent()
                ? tiers.and(adjustment(active.adjustment().get(), active.position()))
                : tiers;
    }

    private PriceBand tiers(Position position) {
        boolean decided = position.owed(terms, start).isZero()
                || Margin.isOverdue(position, terms, start)
                || position.cureBy().filter(until -> !start.isBefore(until)).isPresent();
        if (decided) {
            return PriceBand.NOWHERE;
        }
        List<MarginTier> tiers = terms.margin().tiers();
        PriceBand band = position.tier() == Position.NO_TIER ? PriceBand.ALL : cure(position);
        int next = position.tier() + 1;
        return next < tiers.size()
                ? band.and(PriceBand.until(
                        tiers.get(next).threshold(), position.owed(terms, last()), position.pledged(start)))
                : band;
    }

    /** By the least debt of the time: a greater one is cured at a higher price only. */
    private PriceBand cure(Position position) {
        MarginRules margin = terms.margin();
        Ltv cure = position.tier() == Position.NO_TIER
                ? margin.initial()
                : margin.tiers().get(position.tier()).cure();
        return PriceBand.above(cure, position.owed(terms, start), position.pledged(start));
    }

    /** With interest it is fixed anew at any price. */
    private PriceBand around(SettlementIntent intent, Position position) {
        boolean isOwed =
                Margin.isOwed(intent, position, terms, start) && Margin.isOwed(intent, position, terms, last());
        return isOwed
                ? PriceBand.around(
                        intent.decidedAt().orElseThrow(), terms.prices().maxDeviation())
                : PriceBand.NOWHERE;
    }

    private PriceBand adjustment(SettlementIntent intent, Position position) {
        if (!(intent instanceof SettlementIntent.PartialRelease release)) {
            return PriceBand.ALL;
        }
        Optional<ReleaseRule> rule =
                terms.margin().release().filter(when -> position.lost().isEmpty());
        return rule.map(when -> PriceBand.whileAtMost(
                                when.below(), position.owed(terms, last()), position.pledged(start))
                        .and(PriceBand.whileAtMost(
                                when.downTo(),
                                position.owed(terms, last()),
                                position.holdings().value().subtract(release.excess()))))
                .orElse(PriceBand.NOWHERE);
    }

    private Instant last() {
        return end.minusNanos(1);
    }
}
