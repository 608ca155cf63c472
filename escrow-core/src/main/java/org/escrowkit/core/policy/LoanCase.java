package org.escrowkit.core.policy;

import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Loan;

/**
 * A loan and why it is to be settled.
 *
 * @param loan as the signer's own records have it
 * @param evidence that was brought for what the loan's state demands; it is checked, whoever brought it
 */
public record LoanCase(Loan loan, Evidence evidence) {}
