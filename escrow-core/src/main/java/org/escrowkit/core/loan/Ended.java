package org.escrowkit.core.loan;

import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/**
 * The end of a loan, as deep in the chain as the terms ask. Coins that come to its addresses later are the borrower's,
 * and go back; should the chain take the settlement back, it is sent again.
 */
public sealed interface Ended extends LoanState permits Released, Liquidated, Refunded, Divided {
    /** The settlement that ended it. */
    Settling settled();

    /** The same end with other coins at its addresses. */
    Ended with(Holdings holdings);

    @Override
    default Transition on(Fact.ChainObserved fact, LoanTerms terms) {
        Ended now = with(fact.holdings());
        Settling settling = settled();
        if (fact.holdings().settledBy(settling.attempts()).isEmpty()) {
            return Transition.to(
                    settling.reopened(Settlements.observe(settling.from(), fact), fact),
                    new LoanAction.RaiseAlarm("the " + settling.intent() + " that ended the loan left the best chain"),
                    new LoanAction.Broadcast(settling.latest().txid()));
        }
        boolean news = !holdings().coins().containsAll(fact.holdings().coins());
        return news
                ? Transition.to(
                        now,
                        new LoanAction.RaiseAlarm(fact.holdings().value().toFriendlyString()
                                + " came to the addresses of a loan that is over"),
                        new LoanAction.PrepareSettlement(new SettlementIntent.Refund()))
                : Transition.to(now);
    }

    @Override
    default Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    default Transition on(Fact.TimePassed fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    default Transition on(Fact.DebtStated fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    default Reply on(Command.Settle command, LoanTerms terms) {
        return demands()
                .map(refund -> Settling.begin(this, refund, command, terms))
                .orElseGet(() -> Reply.refuses("no coin came after the end"));
    }

    @Override
    default Optional<SettlementIntent> demands() {
        return holdings().coins().isEmpty() ? Optional.empty() : Optional.of(new SettlementIntent.Refund());
    }

    @Override
    default Set<Sha256Hash> ownTransactions() {
        return settled().ownTransactions();
    }
}
