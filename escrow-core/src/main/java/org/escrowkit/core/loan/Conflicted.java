package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.joda.money.BigMoney;

/**
 * A settlement was signed, and a reorganisation took a coin of it for good: no attempt can confirm. What is left of the
 * coins is settled instead:
 *
 * <ul>
 *   <li>by the same intent where that leaves nothing with the loan;
 *   <li>after a partial one, and after a liquidation if some of the debt was repaid meanwhile, by a
 *       {@link SettlementIntent.Consolidation}: what is left moves on to the loan's next address, where no attempt can
 *       spend it any more, and the loan is judged afresh. A loan that has no further address is liquidated, for no more
 *       than it still owes;
 *   <li>by a release where all of the debt was repaid meanwhile;
 *   <li>by a new award where the old one is of more than is left.
 * </ul>
 *
 * Should the coin return after all, the attempts that are signed count again.
 *
 * @param intent that is demanded
 */
public record Conflicted(Settling settling, SettlementIntent intent) implements LoanState {
    static Transition of(Settling settling, LoanTerms terms, Instant at) {
        Conflicted next = new Conflicted(settling, settling.intent()).decided(settling, terms, at);
        return Transition.to(
                        next,
                        new LoanAction.RaiseAlarm(
                                "a reorganisation took coins of the " + settling.intent() + " that is signed"))
                .and(next.prepare());
    }

    private Conflicted decided(Settling now, LoanTerms terms, Instant at) {
        if (!(now.from() instanceof Running running)) {
            return new Conflicted(now, intent);
        }
        BigMoney owed = running.position().owed(terms, at);
        if (owed.isZero()) {
            return new Conflicted(now, new SettlementIntent.Release());
        }
        if (intent instanceof SettlementIntent.Liquidation due && owed.isLessThan(due.owed())) {
            return new Conflicted(
                    now,
                    terms.escrows().after(partialSettlements() + 1).isPresent()
                            ? new SettlementIntent.Consolidation()
                            : new SettlementIntent.Liquidation(owed, due.penalty(), due.price()));
        }
        return new Conflicted(now, intent.isPartial() ? new SettlementIntent.Consolidation() : intent);
    }

    private LoanAction[] prepare() {
        return demands().map(LoanAction.PrepareSettlement::new).stream().toArray(LoanAction[]::new);
    }

    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Transition answer = settling.on(fact, terms);
        if (!(answer.next() instanceof Settling still)) {
            return answer;
        }
        if (still.lostSince().isEmpty()) {
            return answer.and(new LoanAction.AbandonSettlement());
        }
        Conflicted next = new Conflicted(still, intent);
        boolean same = holdings().coins().equals(fact.holdings().coins());
        return new Transition(next, answer.actions()).and(same ? new LoanAction[0] : next.prepare());
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return over(settling.on(fact, terms), terms, fact.at());
    }

    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return over(settling.on(fact, terms), terms, fact.at());
    }

    @Override
    public Reply on(Command.RecordRepayment command, LoanTerms terms) {
        Reply reply = settling.on(command, terms);
        return reply instanceof Reply.Moves moves
                ? new Reply.Moves(over(moves.transition(), terms, command.at()))
                : reply;
    }

    /** Interest that accrues meanwhile is not added: only what lowers the debt changes what is demanded. */
    private Transition over(Transition answer, LoanTerms terms, Instant at) {
        Conflicted next = decided((Settling) answer.next(), terms, at);
        return new Transition(next, answer.actions())
                .and(next.intent.equals(intent) ? new LoanAction[0] : next.prepare());
    }

    @Override
    public Reply on(Command.Award command, LoanTerms terms) {
        if (!(intent instanceof SettlementIntent.AwardSplit)) {
            return Reply.refuses("there is no dispute to decide");
        }
        if (command.split().sum().isGreaterThan(holdings().value())) {
            return Reply.refuses("the award is of more than the collateral");
        }
        Conflicted next = new Conflicted(settling, command.split());
        return Reply.moves(next, next.prepare());
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        SignedSettlement signed = command.settlement();
        return Settling.refusal(this, intent, signed, terms)
                .map(Reply::refuses)
                .orElseGet(() -> Reply.moves(settling.with(signed), new LoanAction.Broadcast(signed.txid())));
    }

    @Override
    public Optional<SettlementIntent> demands() {
        boolean tooMuch = intent instanceof SettlementIntent.AwardSplit split
                && split.sum().isGreaterThan(holdings().value());
        return holdings().coins().isEmpty() || tooMuch ? Optional.empty() : Optional.of(intent);
    }

    @Override
    public Holdings holdings() {
        return settling.holdings();
    }

    @Override
    public Set<Sha256Hash> ownTransactions() {
        return settling.ownTransactions();
    }

    @Override
    public int partialSettlements() {
        return settling.partialSettlements();
    }

    @Override
    public String name() {
        return "conflicted";
    }
}
