package org.escrowkit.core.loan;

import java.time.Instant;
import java.util.Optional;

/** Nothing is owed: the collateral goes back to the borrower. */
public record Repaid(Position position) implements Running {
    @Override
    public Repaid with(Position changed) {
        return new Repaid(changed);
    }

    @Override
    public Transition judge(Position changed, LoanTerms terms, Instant now) {
        return Transition.to(new Repaid(changed));
    }

    /** What is paid is paid: no statement brings the debt back. */
    @Override
    public Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Reply on(Command.RecordRepayment command, LoanTerms terms) {
        return Reply.refuses("nothing is owed");
    }

    @Override
    public Reply on(Command.Settle command, LoanTerms terms) {
        return Settling.begin(this, new SettlementIntent.Release(), command, terms);
    }

    @Override
    public Optional<SettlementIntent> demands() {
        return holdings().coins().isEmpty() ? Optional.empty() : Optional.of(new SettlementIntent.Release());
    }

    @Override
    public String name() {
        return "repaid";
    }
}
