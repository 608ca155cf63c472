package org.escrowkit.core.loan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/** A loan whose principal is out. Each of these states judges the same position, in its own way. */
public sealed interface Running extends LoanState permits Active, MarginCall, Liquidatable, Defaulted, Repaid {
    Position position();

    /** The same state with another position, without judging it. */
    Running with(Position position);

    /** The state that the position gives. */
    Transition judge(Position position, LoanTerms terms, Instant now);

    /** Whether prices beyond the liquidation threshold are still to be counted. */
    default boolean countsBreaches() {
        return false;
    }

    @Override
    default Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Position now = position().observed(fact.holdings(), fact.at());
        return now.reorganised()
                .map(settling -> Transition.to(
                        settling.reopened(with(now.without(settling)), fact),
                        new LoanAction.RaiseAlarm("a " + settling.intent() + " left the best chain"),
                        new LoanAction.Broadcast(settling.latest().txid())))
                .orElseGet(() -> judge(now, terms, fact.at()).and(alarmIfLost(now)));
    }

    private LoanAction[] alarmIfLost(Position now) {
        boolean news = !position().lost().containsAll(now.lost());
        return news
                ? new LoanAction[] {
                    new LoanAction.RaiseAlarm(Holdings.sum(now.lost()).toFriendlyString()
                            + " of the collateral of a loan that is paid out left the best chain")
                }
                : new LoanAction[0];
    }

    @Override
    default Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        if (fact.at().isBefore(position().quote().at())) {
            return Transition.to(this);
        }
        Position quoted = countsBreaches()
                ? position().quoted(fact.quote(), terms)
                : position().quotedUncounted(fact.quote());
        return judge(quoted, terms, fact.at());
    }

    @Override
    default Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return judge(position(), terms, fact.at());
    }

    @Override
    default Transition on(Fact.DebtStated fact, LoanTerms terms) {
        Debt stated = position().debt().stated(fact.owed(), Deadlines.day(fact.at()));
        return judge(position().owing(stated), terms, fact.at());
    }

    @Override
    default Reply on(Command.RecordRepayment command, LoanTerms terms) {
        LocalDate day = Deadlines.day(command.at());
        Optional<String> refusal = position().debt().refusal(command.amount(), terms.interest(), day);
        if (refusal.isPresent()) {
            return Reply.refuses(refusal.get());
        }
        Debt left = position().debt().pay(command.amount(), terms.interest(), day);
        return new Reply.Moves(judge(position().owing(left), terms, command.at()));
    }

    @Override
    default Reply on(Command.Dispute command, LoanTerms terms) {
        return Reply.moves(
                Disputed.of(this, command.by(), terms),
                new LoanAction.RaiseAlarm("the " + command.by() + " contests the loan, which is " + name()));
    }

    @Override
    default Holdings holdings() {
        return position().holdings();
    }

    @Override
    default Set<Sha256Hash> ownTransactions() {
        return position().ownTransactions();
    }

    @Override
    default int partialSettlements() {
        return position().partials().size();
    }
}
