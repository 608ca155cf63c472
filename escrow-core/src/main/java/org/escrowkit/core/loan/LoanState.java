package org.escrowkit.core.loan;

import java.util.Optional;
import org.escrowkit.core.ledger.Collateral;

/**
 * Where a loan stands. Every state answers every fact; commands are rejected unless a state takes them. Guarantees that
 * a settlement is demanded by exactly the states that {@link #demands} one: only their intent can be signed.
 */
public sealed interface LoanState
        permits AwaitingCollateral, Funded, Active, MarginCall, Repaid, Liquidatable, Settling, Released, Liquidated {
    Transition on(Fact.CollateralObserved fact, LoanTerms terms);

    Transition on(Fact.PriceObserved fact, LoanTerms terms);

    Transition on(Fact.SettlementConfirmed fact, LoanTerms terms);

    Transition on(Fact.SettlementReorgedOut fact, LoanTerms terms);

    default Decision on(Command.Disburse command, LoanTerms terms) {
        return Decision.reject("nothing to disburse while " + name());
    }

    default Decision on(Command.RecordRepayment command, LoanTerms terms) {
        return Decision.reject("nothing to repay while " + name());
    }

    default Decision on(Command.Settle command, LoanTerms terms) {
        return Decision.reject("no settlement is due while " + name());
    }

    /** The settlement that this state demands, if any. */
    default Optional<SettlementIntent> demands() {
        return Optional.empty();
    }

    /** What lies at the loan's address, as far as this state knows. */
    Collateral collateral();

    /** In plain words. */
    String name();
}
