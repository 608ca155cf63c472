package org.escrowkit.core.loan;

/** What a loan's history is made of. The same history gives the same loan. */
public sealed interface LoanEvent permits Fact, Command {}
