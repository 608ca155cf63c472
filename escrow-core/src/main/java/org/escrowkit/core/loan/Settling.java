package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/**
 * A settlement is fully signed and on its way into the chain. It demands no other one: one spend for each coin, save
 * for replacements that change nothing but the fee.
 *
 * @param from the state that demanded it
 * @param spent what it spends and pays; its id is that of the first attempt
 * @param attempts all that were signed, oldest first: one of them confirms
 * @param counted whether it was in the chain before, and a reorganisation took it out: its effect on the debt stands
 */
public record Settling(
        LoanState from,
        SettlementIntent intent,
        SignedSettlement spent,
        ImmutableSet<Sha256Hash> attempts,
        boolean counted)
        implements LoanState {
    static Reply begin(LoanState from, SettlementIntent intent, Command.Settle command) {
        SignedSettlement signed = command.settlement();
        if (!from.holdings().coins().containsAll(signed.spent())) {
            return Reply.refuses("the settlement spends coins that are not final collateral of this loan");
        }
        Settling settling = new Settling(from, intent, signed, ImmutableSet.of(signed.txid()), /* counted= */ false);
        return Reply.moves(settling, new LoanAction.Broadcast(signed.txid()));
    }

    /** The attempt to send again while nothing is seen of it: the last, which pays most. */
    public Sha256Hash latest() {
        return attempts.asList().get(attempts.size() - 1);
    }

    /** Whether neither the chain nor the mempool shows by what the coins are spent. */
    public boolean isUnseen() {
        return holdings().taken().stream()
                .noneMatch(coin -> spent.spent().contains(coin.coin()) && attempts.contains(coin.by()));
    }

    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Settling now = from(Settlements.observe(from, fact));
        Coin late = Holdings.sum(fact.holdings().coins().stream()
                .filter(coin ->
                        !spent.spent().contains(coin) && !holdings().coins().contains(coin))
                .toList());
        LoanAction[] alarms = late.isPositive() && !intent.isPartial()
                ? new LoanAction[] {
                    new LoanAction.RaiseAlarm(late.toFriendlyString() + " came after the settlement was signed")
                }
                : new LoanAction[0];
        boolean done = fact.holdings().settledBy(spent.spent(), attempts).isPresent();
        return (done ? Settlements.after(now, terms, fact.at()) : Transition.to(now)).and(alarms);
    }

    /** The same settlement, demanded by a state that learned something since. */
    Settling from(LoanState state) {
        return new Settling(state, intent, spent, attempts, counted);
    }

    /**
     * As an end remembers the refund of coins that came after another end: with the transactions of that, and without
     * its state, or whoever pays to the address again and again would make the loan grow without bound.
     */
    Settling flattened() {
        if (!(from instanceof Ended)) {
            return this;
        }
        ImmutableSet<Sha256Hash> all = ImmutableSet.<Sha256Hash>builder()
                .addAll(Sets.difference(from.ownTransactions(), attempts))
                .addAll(attempts)
                .build();
        return new Settling(new Cancelled(Holdings.NONE), intent, spent, all, counted);
    }

    /** As the loan remembers it after a partial one: without the state that demanded it. */
    Settling forgetting() {
        return new Settling(new Cancelled(Holdings.NONE), intent, spent, attempts, /* counted= */ true);
    }

    /** As it stands again when a reorganisation took it out of the chain. */
    Settling reopened(LoanState since) {
        return new Settling(since, intent, spent, attempts, /* counted= */ true);
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(from(Settlements.with(from, position -> position.quoted(fact.quote(), terms))));
    }

    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return Transition.to(this);
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
                new LoanAction.RaiseAlarm(command.amount() + " was repaid while a " + intent
                        + " is under way: what is too much is to be paid back"));
    }

    @Override
    public Reply on(Command.Bump command, LoanTerms terms) {
        if (attempts.contains(command.txid())) {
            return Reply.moves(this, new LoanAction.Broadcast(command.txid()));
        }
        ImmutableSet<Sha256Hash> more = ImmutableSet.<Sha256Hash>builder()
                .addAll(attempts)
                .add(command.txid())
                .build();
        return Reply.moves(new Settling(from, intent, spent, more, counted), new LoanAction.Broadcast(command.txid()));
    }

    @Override
    public Holdings holdings() {
        return from.holdings();
    }

    @Override
    public Set<Sha256Hash> ownTransactions() {
        return Sets.union(from.ownTransactions(), attempts).immutableCopy();
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
