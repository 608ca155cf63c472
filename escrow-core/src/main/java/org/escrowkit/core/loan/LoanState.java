package org.escrowkit.core.loan;

import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/**
 * Where a loan stands. Every state answers every fact; commands are refused unless a state takes them. Guarantees that
 * a settlement is demanded by exactly the states that {@link #demands} one: only their intent can be signed, a
 * liquidation also at one of the {@link #prices} that others may have seen.
 */
public sealed interface LoanState
        permits Offered,
                AwaitingCollateral,
                Funded,
                Running,
                Settling,
                Conflicted,
                Cancelled,
                Disputed,
                Awarded,
                Ended,
                Compromised {
    Transition on(Fact.ChainObserved fact, LoanTerms terms);

    Transition on(Fact.PriceObserved fact, LoanTerms terms);

    Transition on(Fact.TimePassed fact, LoanTerms terms);

    Transition on(Fact.DebtStated fact, LoanTerms terms);

    default Reply on(Command.Agree command, LoanTerms terms) {
        return Reply.refuses("the terms are agreed on already");
    }

    default Reply on(Command.Cancel command, LoanTerms terms) {
        return Reply.refuses("too late to call off what is " + name());
    }

    default Reply on(Command.Disburse command, LoanTerms terms) {
        return Reply.refuses("nothing to disburse while " + name());
    }

    default Reply on(Command.RecordRepayment command, LoanTerms terms) {
        return Reply.refuses("nothing to repay while " + name());
    }

    default Reply on(Command.ReleaseExcess command, LoanTerms terms) {
        return Reply.refuses("no excess goes back while " + name());
    }

    default Reply on(Command.Consolidate command, LoanTerms terms) {
        return Reply.refuses("no coins are consolidated while " + name());
    }

    default Reply on(Command.Settle command, LoanTerms terms) {
        return Reply.refuses("no settlement is due while " + name());
    }

    default Reply on(Command.Bump command, LoanTerms terms) {
        return Reply.refuses("no settlement is under way while " + name());
    }

    default Reply on(Command.Dispute command, LoanTerms terms) {
        return Reply.refuses("nothing to contest while " + name());
    }

    default Reply on(Command.WithdrawDispute command, LoanTerms terms) {
        return Reply.refuses("there is no dispute");
    }

    default Reply on(Command.Award command, LoanTerms terms) {
        return Reply.refuses("there is no dispute to decide");
    }

    /** The settlement that this state demands, if any. */
    default Optional<SettlementIntent> demands() {
        return Optional.empty();
    }

    /**
     * The prices at which others may have decided on a liquidation: each party looks at another moment, and perhaps at
     * other sources. They reach from the lowest at which this state has demanded one since coins or debt last changed
     * to the highest, and as far beyond as the terms let sources differ.
     */
    default Optional<PriceRange> prices(LoanTerms terms) {
        return Optional.empty();
    }

    /** What lies at the loan's addresses, as far as this state knows. */
    Holdings holdings();

    /** The transactions by which this loan's coins were or are being spent with its consent. */
    default Set<Sha256Hash> ownTransactions() {
        return Set.of();
    }

    /** How many partial settlements the loan has had: the next one pays what it leaves to the address after so many. */
    default int partialSettlements() {
        return 0;
    }

    /** In plain words. */
    String name();
}
