package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.joda.money.BigMoney;

/** What the states that demand a settlement have in common while it is under way, and after it. */
final class Settlements {
    private Settlements() {}

    /** The state that demanded it, with what the chain shows now, and without judging that. */
    static LoanState observe(LoanState from, Fact.ChainObserved fact) {
        if (from instanceof Running running) {
            return running.with(running.position().observed(fact.holdings(), fact.at()));
        }
        if (from instanceof Awarded awarded) {
            return new Awarded(
                    awarded.before().with(awarded.before().position().observed(fact.holdings(), fact.at())),
                    awarded.split());
        }
        if (from instanceof Ended ended) {
            return ended.with(fact.holdings());
        }
        return new Cancelled(fact.holdings());
    }

    /** The same state with another position, however deep that lies in it. */
    static LoanState with(LoanState state, Function<Position, Position> change) {
        if (state instanceof Running running) {
            return running.with(change.apply(running.position()));
        }
        if (state instanceof Settling settling) {
            return settling.from(with(settling.from(), change));
        }
        if (state instanceof Conflicted conflicted) {
            return new Conflicted((Settling) with(conflicted.settling(), change), conflicted.intent());
        }
        if (state instanceof Disputed disputed) {
            return new Disputed((Running) with(disputed.before(), change), disputed.by(), disputed.vetoed());
        }
        return state instanceof Compromised compromised ? new Compromised(with(compromised.before(), change)) : state;
    }

    /** Where the loan stands once the settlement is deep in the chain. */
    static Transition after(Settling done, LoanTerms terms, Instant at) {
        Holdings holdings = done.holdings();
        SignedSettlement confirmed = holdings.settledBy(done.attempts()).orElseThrow();
        SettlementIntent intent = confirmed.intent();
        if (intent.isPartial() && done.from() instanceof Running running) {
            Position position = running.position();
            ImmutableList<Settling> partials = ImmutableList.<Settling>builder()
                    .addAll(position.partials())
                    .add(done.forgetting(confirmed))
                    .build();
            return Margin.assess(
                    position.settled(partials, left(done, confirmed, position.debt(), terms, at)), terms, at);
        }
        if (intent instanceof SettlementIntent.Refund) {
            return Transition.to(new Refunded(done.flattened(), holdings));
        }
        if (intent instanceof SettlementIntent.AwardSplit) {
            return Transition.to(new Divided(done, holdings));
        }
        return Transition.to(
                intent instanceof SettlementIntent.Release
                        ? new Released(done, holdings)
                        : new Liquidated(done, holdings));
    }

    /**
     * A partial liquidation lowers the debt by what the lender got; once, however often it confirms, and not below
     * zero, should the borrower have repaid meanwhile. Where another attempt was counted before, its effect is undone.
     */
    private static Debt left(Settling done, SignedSettlement confirmed, Debt debt, LoanTerms terms, Instant at) {
        LocalDate day = Deadlines.day(at);
        BigMoney nothing = Decimals.nothing(debt.principal());
        BigMoney before = done.attempts().stream()
                .filter(attempt -> done.counted().filter(attempt.txid()::equals).isPresent())
                .map(attempt -> credit(attempt, nothing))
                .reduce(nothing, BigMoney::plus);
        BigMoney credit = credit(confirmed, nothing).minus(before);
        if (credit.isNegative()) {
            return debt.raisedBy(credit.negated(), terms.interest(), day);
        }
        BigMoney owed = debt.owed(terms.interest(), day);
        BigMoney paid = credit.isGreaterThan(owed) ? owed : credit;
        return paid.isZero() ? debt : debt.pay(paid, terms.interest(), day);
    }

    private static BigMoney credit(SignedSettlement attempt, BigMoney nothing) {
        return attempt.intent() instanceof SettlementIntent.PartialLiquidation liquidation
                ? MarginMath.credited(attempt.toLender(), liquidation.price(), liquidation.penalty())
                : nothing;
    }
}
