package org.escrowkit.examples.cli;

import java.time.Instant;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.AwaitingCollateral;
import org.escrowkit.core.loan.Compromised;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.Funded;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginCall;
import org.escrowkit.core.loan.Offered;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.vault.VaultAddress;

/** What a loan waits for, as a sentence for whoever asks why nothing happens. */
final class LoanWaits {
    private LoanWaits() {}

    static String of(Loan loan) {
        LoanState state = loan.state();
        String signatures = state.demands()
                .map(intent ->
                        "It waits for " + VaultAddress.REQUIRED_SIGNATURES + " signatures under its " + intent + ".")
                .orElse("");
        if (state instanceof Liquidatable liquidatable) {
            return "It may be liquidated: " + liquidatable.reason() + ". " + signatures;
        }
        if (!signatures.isEmpty()) {
            return signatures;
        }
        return state instanceof Settling settling
                ? "It waits for transaction " + settling.latest().txid() + " to be "
                        + blocks(loan.terms().settlementConfirmations()) + " deep."
                : words(state, loan.terms());
    }

    private static String words(LoanState state, LoanTerms terms) {
        var deadlines = terms.deadlines();
        if (state instanceof Offered) {
            return "It waits for the signatures of all three parties under its terms.";
        } else if (state instanceof AwaitingCollateral waiting) {
            return awaiting(waiting, terms);
        } else if (state instanceof Funded) {
            return "It waits for the lender to hand out " + terms.principal() + ", until " + deadlines.disburseBy()
                    + ".";
        } else if (state instanceof MarginCall call) {
            return "It waits for more collateral or a repayment"
                    + call.position().cureBy().map(LoanWaits::until).orElse("") + ".";
        } else if (state instanceof Active) {
            return "It waits to be repaid" + until(deadlines.maturity()) + ".";
        } else if (state instanceof Disputed disputed) {
            return "The " + Names.of(disputed.by()) + " contests it: it waits for an award, or the end of the dispute.";
        } else if (state instanceof Defaulted) {
            return "What was due is unpaid. It waits for a repayment, or for coins and a fresh price to settle by.";
        } else if (state instanceof Compromised) {
            return "A transaction that it did not demand took coins of it: a person has to look.";
        }
        return "It waits for nothing.";
    }

    private static String awaiting(AwaitingCollateral waiting, LoanTerms terms) {
        boolean enough = !waiting.holdings().value().isLessThan(terms.requiredCollateral());
        if (enough) {
            return waiting.quote().isPresent()
                    ? "Its collateral is not worth enough at the last price: it waits for a better one, or for more."
                    : "It waits for a price.";
        }
        return "It waits for " + PsbtExplanation.amount(terms.requiredCollateral()) + " at "
                + terms.escrow().address() + ", "
                + blocks(terms.deposits().confirmationsFor(terms.requiredCollateral())) + " deep"
                + until(terms.deadlines().fundBy()) + ".";
    }

    private static String until(Instant time) {
        return ", until " + time;
    }

    private static String blocks(int count) {
        return count == 1 ? "1 block" : count + " blocks";
    }
}
