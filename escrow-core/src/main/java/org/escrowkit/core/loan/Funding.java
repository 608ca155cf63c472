package org.escrowkit.core.loan;

import java.util.Optional;

/** Whether a loan that has not begun has enough collateral. */
final class Funding {
    private Funding() {}

    static Transition assess(LoanState before, Holdings holdings, Optional<Quote> quote, LoanTerms terms) {
        boolean wasFunded = before instanceof Funded;
        if (quote.isPresent() && suffices(holdings, quote.get(), terms)) {
            Funded funded = new Funded(holdings, quote.get());
            return wasFunded
                    ? Transition.to(funded)
                    : Transition.to(funded, new LoanAction.AllowDisbursement(terms.principal()));
        }
        AwaitingCollateral waiting = new AwaitingCollateral(holdings, quote);
        return wasFunded ? Transition.to(waiting, new LoanAction.WithholdDisbursement()) : Transition.to(waiting);
    }

    /**
     * The agreed amount, and worth enough. Prices move while a deposit confirms, so it is held back only from the first
     * threshold of the margin rules on, not already when the initial ratio is missed by a little.
     */
    private static boolean suffices(Holdings holdings, Quote quote, LoanTerms terms) {
        boolean agreed = !holdings.value().isLessThan(terms.requiredCollateral());
        return agreed
                && !terms.margin()
                        .firstThreshold()
                        .reachedBy(terms.principal(), quote.price().worth(holdings.value()));
    }
}
