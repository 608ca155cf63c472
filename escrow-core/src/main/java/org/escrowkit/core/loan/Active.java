package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;
import org.bitcoinj.base.Coin;

/**
 * The principal is out, and the margin holds.
 *
 * @param adjustment a partial release or a consolidation that was asked for, until it is signed or no longer allowed
 */
public record Active(Position position, Optional<SettlementIntent> adjustment) implements Running {
    Active(Position position) {
        this(position, Optional.empty());
    }

    @Override
    public Active with(Position changed) {
        return new Active(changed, adjustment);
    }

    @Override
    public boolean countsBreaches() {
        return true;
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        Transition next = Margin.assess(changed, terms, now);
        if (adjustment.isEmpty()) {
            return next;
        }
        boolean stands = next.next() instanceof Active
                && changed.holdings().coins().equals(position.holdings().coins())
                && isAllowed(adjustment.get(), changed, terms, now);
        return stands
                ? new Transition(new Active(((Active) next.next()).position(), adjustment), next.actions())
                : next.and(new LoanAction.AbandonSettlement());
    }

    private static boolean isAllowed(SettlementIntent intent, Position position, LoanTerms terms, Instant now) {
        return !(intent instanceof SettlementIntent.PartialRelease release)
                || !excess(position, terms, now).isLessThan(release.excess());
    }

    /** What may go back; fees are the borrower's, and come out of that. */
    private static Coin excess(Position position, LoanTerms terms, Instant now) {
        Optional<ReleaseRule> rule = terms.margin()
                .release()
                .filter(when -> position.lost().isEmpty())
                .filter(when -> position.quote().isFresh(now, terms.prices().maxAge()))
                .filter(when -> position.isAtMost(when.below(), terms, now));
        return rule.map(when -> MarginMath.excess(
                        position.owed(terms, now),
                        position.holdings().value(),
                        Coin.ZERO,
                        position.quote().price(),
                        when.downTo()))
                .map(free -> withoutCrumbs(free, position, terms))
                .orElse(Coin.ZERO);
    }

    /** What stays must be large enough to count as a deposit at the next address. */
    private static Coin withoutCrumbs(Coin free, Position position, LoanTerms terms) {
        Coin most = position.holdings().value().subtract(terms.deposits().leastValue());
        Coin least = free.isLessThan(most) ? free : most;
        return least.isNegative() ? Coin.ZERO : least;
    }

    @Override
    public Reply on(Command.ReleaseExcess command, LoanTerms terms) {
        Coin most = excess(position, terms, command.at());
        Coin wanted = command.amount().orElse(most);
        if (!most.isPositive() || wanted.isGreaterThan(most)) {
            return Reply.refuses("only " + most.value + " sat may go back now");
        }
        return adjust(new SettlementIntent.PartialRelease(wanted), terms);
    }

    @Override
    public Reply on(Command.Consolidate command, LoanTerms terms) {
        return holdings().coins().size() < 2
                ? Reply.refuses("there is one coin at most")
                : adjust(new SettlementIntent.Consolidation(), terms);
    }

    private Reply adjust(SettlementIntent intent, LoanTerms terms) {
        return terms.escrows().after(partialSettlements() + 1).isEmpty()
                ? Reply.refuses("all addresses of the loan are used: it needs new terms with more")
                : Reply.moves(new Active(position, Optional.of(intent)), new LoanAction.PrepareSettlement(intent));
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return adjustment
                .map(intent -> Settling.begin(this, intent, command, terms))
                .orElseGet(() -> Reply.refuses("no settlement is due while " + name()));
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return adjustment;
    }

    @Override
    public String name() {
        return "active";
    }
}
