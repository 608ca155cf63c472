package org.escrowkit.core.loan;

import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/**
 * A settlement was signed, and a reorganisation took a coin of it for good: no attempt can confirm. What is left of the
 * coins is settled as the signed one would have done it, by the same intent. Should the coin return after all, the
 * attempts that are signed count again.
 */
public record Conflicted(Settling settling) implements LoanState {
    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Transition answer = settling.on(fact, terms);
        return answer.next() instanceof Settling still && still.lostSince().isPresent()
                ? new Transition(new Conflicted(still), answer.actions())
                : answer;
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return over(settling.on(fact, terms));
    }

    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return over(settling.on(fact, terms));
    }

    @Override
    public Reply on(Command.RecordRepayment command, LoanTerms terms) {
        Reply reply = settling.on(command, terms);
        return reply instanceof Reply.Moves moves ? new Reply.Moves(over(moves.transition())) : reply;
    }

    private static Transition over(Transition answer) {
        return new Transition(new Conflicted((Settling) answer.next()), answer.actions());
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        SignedSettlement signed = command.settlement();
        return holdings().coins().containsAll(signed.spent())
                ? Reply.moves(settling.with(signed), new LoanAction.Broadcast(signed.txid()))
                : Reply.refuses("the settlement spends coins that are not final collateral of this loan");
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return holdings().coins().isEmpty() ? Optional.empty() : Optional.of(settling.intent());
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
