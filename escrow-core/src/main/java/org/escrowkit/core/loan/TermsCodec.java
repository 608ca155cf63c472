package org.escrowkit.core.loan;

import org.escrowkit.core.bitcoin.ByteString;

/** The canonical bytes of terms. */
final class TermsCodec {
    private TermsCodec() {}

    static ByteString hash(LoanTerms terms) {
        throw new UnsupportedOperationException(terms.toString());
    }
}
