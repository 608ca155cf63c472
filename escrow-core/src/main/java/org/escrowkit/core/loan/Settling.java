package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/**
 * A settlement is fully signed and on its way into the chain. It demands no other one: one spend for each coin, save
 * for replacements that change nothing but the fee.
 *
 * @param from the state that demanded it
 * @param attempts all that were signed, oldest first, at least one: one of them confirms. All but those that a
 *     {@link Conflicted} state demanded are the same but for the fee
 * @param earlier transactions by which the loan's coins were spent before, and that {@code from} no longer knows
 * @param counted the attempt that was in the chain before, until a reorganisation took it out: its effect on the debt
 *     stands for as long as no other one confirms
 * @param lostSince since when no attempt can confirm, because a reorganisation took a coin of each
 */
public record Settling(
        LoanState from,
        List<SignedSettlement> attempts,
        ImmutableSet<Sha256Hash> earlier,
        Optional<Sha256Hash> counted,
        Optional<Instant> lostSince)
        implements LoanState {
    public Settling {
        attempts = List.copyOf(attempts);
        if (attempts.isEmpty()) {
            throw new IllegalArgumentException("a settlement without a transaction");
        }
    }

    static Reply begin(LoanState from, SettlementIntent intent, Command.Settle command, LoanTerms terms) {
        SignedSettlement signed = command.settlement();
        Settling settling = new Settling(from, List.of(signed), ImmutableSet.of(), Optional.empty(), Optional.empty());
        return refusal(from, intent, signed, terms)
                .map(Reply::refuses)
                .orElseGet(() -> Reply.moves(settling, new LoanAction.Broadcast(signed.txid())));
    }

    /** Why a settlement is not the one that a state demands. */
    static Optional<String> refusal(
            LoanState from, SettlementIntent demanded, SignedSettlement signed, LoanTerms terms) {
        if (!from.holdings().coins().containsAll(signed.spent())) {
            return Optional.of("the settlement spends coins that are not final collateral of this loan");
        }
        return signed.intent().equals(demanded) || isNear(from, demanded, signed.intent(), terms)
                ? Optional.empty()
                : Optional.of("what is demanded by now is a " + demanded + ", not a " + signed.intent());
    }

    private static boolean isNear(LoanState from, SettlementIntent demanded, SettlementIntent signed, LoanTerms terms) {
        return signed.decidedAt()
                .filter(price -> signed.equals(demanded.at(price)))
                .filter(price -> from.prices(terms)
                        .filter(prices -> prices.contains(price))
                        .isPresent())
                .isPresent();
    }

    /** What is under way, as far as it is known: what the {@link #latest} attempt does. */
    public SettlementIntent intent() {
        return latest().intent();
    }

    /** The attempt to send again while nothing is seen of any: the last that has all its coins, which pays most. */
    public SignedSettlement latest() {
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (holdings().lost(attempts.get(i).spent()).isEmpty()) {
                return attempts.get(i);
            }
        }
        return attempts.get(attempts.size() - 1);
    }

    /** Whether neither the chain nor the mempool shows by what the coins are spent. */
    public boolean isUnseen() {
        return holdings().taken().stream().noneMatch(coin -> isAttempt(coin.by()));
    }

    private boolean isAttempt(Sha256Hash txid) {
        return attempts.stream().anyMatch(attempt -> attempt.txid().equals(txid));
    }

    /** Whether every coin of an attempt is here, or was taken by whatever it may be: only what is lost stops it. */
    private boolean canConfirm(Holdings now) {
        return attempts.stream().anyMatch(attempt -> now.lost(attempt.spent()).isEmpty());
    }

    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Holdings holdings = fact.holdings();
        Settling now = from(Settlements.observe(from, fact)).lost(holdings, fact.at());
        Coin late = Holdings.sum(holdings.coins().stream()
                .filter(coin ->
                        attempts.stream().noneMatch(attempt -> attempt.spent().contains(coin)))
                .filter(coin -> !holdings().coins().contains(coin))
                .toList());
        LoanAction[] alarms = late.isPositive() && !intent().isPartial()
                ? new LoanAction[] {
                    new LoanAction.RaiseAlarm(late.toFriendlyString() + " came after the settlement was signed")
                }
                : new LoanAction[0];
        boolean done = holdings.settledBy(attempts).isPresent();
        return (done ? Settlements.after(now, terms, fact.at()) : Transition.to(now)).and(alarms);
    }

    private Settling lost(Holdings now, Instant at) {
        Optional<Instant> since = canConfirm(now) ? Optional.empty() : lostSince.or(() -> Optional.of(at));
        return new Settling(from, attempts, earlier, counted, since);
    }

    /** The same settlement, demanded by a state that learned something since. */
    Settling from(LoanState state) {
        return new Settling(state, attempts, earlier, counted, lostSince);
    }

    Settling with(SignedSettlement attempt) {
        List<SignedSettlement> more = ImmutableList.<SignedSettlement>builder()
                .addAll(attempts)
                .add(attempt)
                .build();
        return new Settling(from, more, earlier, counted, Optional.empty());
    }

    /**
     * As an end remembers the refund of coins that came after another end: with the transactions of that, and without
     * its state, or whoever pays to the address again and again would make the loan grow without bound.
     */
    Settling flattened() {
        return from instanceof Ended
                ? new Settling(
                        new Cancelled(Holdings.NONE),
                        attempts,
                        ImmutableSet.copyOf(Sets.union(earlier, from.ownTransactions())),
                        counted,
                        lostSince)
                : this;
    }

    /** As the loan remembers it after a partial one: without the state that demanded it. */
    Settling forgetting(SignedSettlement confirmed) {
        return new Settling(
                new Cancelled(Holdings.NONE), attempts, earlier, Optional.of(confirmed.txid()), Optional.empty());
    }

    /** As it stands again when a reorganisation took it out of the chain. */
    Settling reopened(LoanState since, Fact.ChainObserved fact) {
        return from(since).lost(fact.holdings(), fact.at());
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(from(Settlements.with(from, position -> position.quotedUncounted(fact.quote()))));
    }

    /** A coin that a reorganisation took mostly returns within a block or two. */
    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        boolean lost = lostSince
                .filter(since -> !fact.at().isBefore(since.plus(Position.PATIENCE)))
                .isPresent();
        return lost ? Conflicted.of(this, terms, fact.at()) : Transition.to(this);
    }

    /** The settlement's debt is fixed; what a partial one leaves is not. */
    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return Transition.to(from(Settlements.with(
                from, position -> position.owing(position.debt().stated(fact.owed(), Deadlines.day(fact.at()))))));
    }

    /** Money that comes in while a liquidation is under way has come in; it cannot be called back. */
    @Override
    public Reply on(Command.RecordRepayment command, LoanTerms terms) {
        if (!(from instanceof Running running)) {
            return Reply.refuses("nothing to repay while " + name());
        }
        Reply reply = running.on(command, terms);
        if (!(reply instanceof Reply.Moves moves) || !(moves.transition().next() instanceof Running paid)) {
            return reply;
        }
        return Reply.moves(
                from(running.with(paid.position())),
                new LoanAction.RaiseAlarm(command.amount() + " was repaid while a " + intent()
                        + " is under way: what is too much is to be paid back"));
    }

    @Override
    public Reply on(Command.Bump command, LoanTerms terms) {
        SignedSettlement more = command.settlement();
        if (attempts.contains(more)) {
            return Reply.moves(this, new LoanAction.Broadcast(more.txid()));
        }
        return !isAttempt(more.txid()) && more.replaces(latest())
                ? Reply.moves(with(more), new LoanAction.Broadcast(more.txid()))
                : Reply.refuses("a replacement spends the same coins as the last attempt, and changes its fee alone");
    }

    @Override
    public Holdings holdings() {
        return from.holdings();
    }

    @Override
    public Set<Sha256Hash> ownTransactions() {
        return ImmutableSet.<Sha256Hash>builder()
                .addAll(from.ownTransactions())
                .addAll(earlier)
                .addAll(attempts.stream().map(SignedSettlement::txid).toList())
                .build();
    }

    /** The settlement under way pays the next address, as it did when it was demanded. */
    @Override
    public int partialSettlements() {
        return from.partialSettlements();
    }

    @Override
    public String name() {
        return "settling";
    }
}
