package org.escrowkit.core.loan;

import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Role;

/**
 * A party contests the loan. Meanwhile it goes on as before, but demands no settlement, save a liquidation by price or
 * by an unanswered margin call: a price is no matter of opinion, and a dispute must not be a way to sit out a fall.
 *
 * @param before the state that goes on beneath
 * @param vetoed whether the borrower contests a liquidation by price that the terms let him contest: then not even that
 *     is demanded
 */
public record Disputed(Running before, Role by, boolean vetoed) implements LoanState {
    static Disputed of(Running before, Role by, LoanTerms terms) {
        boolean vetoed = by == Role.BORROWER
                && before instanceof Liquidatable
                && !terms.margin().veto().isZero();
        return new Disputed(before, by, vetoed);
    }

    @Override
    public Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        return over(before.on(fact, terms));
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return over(before.on(fact, terms));
    }

    @Override
    public Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return over(before.on(fact, terms));
    }

    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return over(before.on(fact, terms));
    }

    @Override
    public Reply on(Command.RecordRepayment command, LoanTerms terms) {
        Reply reply = before.on(command, terms);
        return reply instanceof Reply.Moves moves ? new Reply.Moves(over(moves.transition())) : reply;
    }

    private Transition over(Transition answer) {
        if (!(answer.next() instanceof Running running)) {
            return answer;
        }
        Disputed next = new Disputed(running, by, vetoed);
        return new Transition(
                next,
                answer.actions().stream()
                        .filter(action -> !(action instanceof LoanAction.PrepareSettlement)
                                || next.demands().isPresent())
                        .toList());
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return demands().isPresent() ? before.on(command, terms) : Reply.refuses("the loan is contested by the " + by);
    }

    @Override
    public Reply on(Command.WithdrawDispute command, LoanTerms terms) {
        return Reply.moves(
                before,
                before.demands().map(LoanAction.PrepareSettlement::new).stream().toArray(LoanAction[]::new));
    }

    @Override
    public Reply on(Command.Award command, LoanTerms terms) {
        return command.split().sum().isGreaterThan(holdings().value())
                ? Reply.refuses("the award is of more than the collateral")
                : Reply.moves(new Awarded(before, command.split()), new LoanAction.PrepareSettlement(command.split()));
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return before instanceof Liquidatable && !vetoed ? before.demands() : Optional.empty();
    }

    @Override
    public Optional<PriceRange> prices(LoanTerms terms) {
        return demands().flatMap(unused -> before.prices(terms));
    }

    @Override
    public Holdings holdings() {
        return before.holdings();
    }

    @Override
    public Set<Sha256Hash> ownTransactions() {
        return before.ownTransactions();
    }

    @Override
    public int partialSettlements() {
        return before.partialSettlements();
    }

    @Override
    public String name() {
        return "disputed";
    }
}
