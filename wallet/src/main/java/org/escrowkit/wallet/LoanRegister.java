package org.escrowkit.wallet;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;

/** Takes new loans in: each with addresses that are its alone, and watched before anybody pays to them. */
record LoanRegister(LoanKeeper keeper, Watcher watcher) {
    /**
     * To add the same again changes nothing.
     *
     * @throws IllegalArgumentException if there is a loan of that name with other terms, or another loan has one of the
     *     addresses
     */
    StoredLoan add(LoanId id, Loan loan) {
        Optional<StoredLoan> known = known(id, loan);
        if (known.isPresent()) {
            return known.get();
        }
        List<ByteString> scripts = loan.terms().escrows().scripts();
        requireNobodyElses(id, scripts);
        watcher.watch(scripts, Birth.now(), LoanLabel.of(id));
        // Another process may have been faster with one of them.
        requireNobodyElses(id, scripts);
        try {
            return keeper.open(id, loan);
        } catch (StoreException.StaleLoan meanwhile) {
            return known(id, loan).orElseThrow(() -> meanwhile);
        }
    }

    private void requireNobodyElses(LoanId id, List<ByteString> scripts) {
        String label = LoanLabel.of(id);
        for (ByteString script : scripts) {
            watcher.watched(script)
                    .filter(other -> !other.label().equals(label))
                    .ifPresent(other -> {
                        throw new IllegalArgumentException("an address of loan " + id + " is that of " + other.label());
                    });
        }
    }

    private Optional<StoredLoan> known(LoanId id, Loan loan) {
        Optional<StoredLoan> known = keeper.store().loan(id);
        if (known.filter(other -> !other.loan().terms().equals(loan.terms())).isPresent()) {
            throw new IllegalArgumentException("there is a loan " + id + " already, with other terms");
        }
        return known;
    }
}
