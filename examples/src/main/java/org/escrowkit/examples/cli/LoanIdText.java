package org.escrowkit.examples.cli;

import org.escrowkit.wallet.store.LoanId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a loan, as its owner gave it. */
final class LoanIdText implements ITypeConverter<LoanId> {
    @Override
    public LoanId convert(String text) {
        try {
            return LoanId.of(text);
        } catch (IllegalArgumentException refused) {
            throw new TypeConversionException(String.valueOf(refused.getMessage()));
        }
    }
}
