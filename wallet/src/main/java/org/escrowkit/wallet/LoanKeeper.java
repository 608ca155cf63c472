package org.escrowkit.wallet;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.MarginBook;
import org.escrowkit.wallet.store.Answer;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStep;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StoredLoan;
import org.joda.money.CurrencyUnit;

/**
 * Puts to loans what people and their systems want, in any process and from any thread: it always begins with what is
 * stored, and begins again where somebody else was faster.
 */
record LoanKeeper(LoanStore store, InstantSource clock) {
    /** More often than that nobody is faster, or something is wrong. */
    private static final int MOST_ATTEMPTS = 50;

    /** @throws IllegalArgumentException if there is no such loan */
    StoredLoan loan(LoanId id) {
        return store.loan(id).orElseThrow(() -> new IllegalArgumentException("there is no loan " + id));
    }

    LoanDraft draft(LoanId id) {
        return draft(loan(id));
    }

    LoanDraft draft(StoredLoan stored) {
        return LoanDraft.of(stored, clock.instant(), this::missed);
    }

    private Optional<Fact.PriceObserved> missed(Loan loan) {
        CurrencyUnit currency = loan.terms().principal().getCurrencyUnit();
        return store.lastQuote(currency).flatMap(quote -> {
            MarginBook<LoanId> book = new MarginBook<>(currency);
            book.crossed(quote);
            return book.missed(loan);
        });
    }

    StoredLoan open(LoanId id, Loan loan) {
        LoanStep step = LoanDraft.opening(id, loan, clock.instant()).step();
        store.commit(List.of(step), Optional.empty());
        return step.stored();
    }

    void tell(LoanId id, Fact fact) {
        repeated(() -> {
            LoanDraft draft = draft(id).tell(fact);
            if (!draft.isEmpty()) {
                store.commit(List.of(draft.step()), Optional.empty());
            }
            return draft;
        });
    }

    CommandResult handle(LoanRequest request) {
        return repeated(() -> request.key()
                .flatMap(store::answer)
                .map(answer -> answered(request, answer))
                .orElseGet(() -> decide(request)));
    }

    private static CommandResult answered(LoanRequest request, Answer answer) {
        if (!answer.request().equals(request.hash())) {
            return new CommandResult.Refused("another command came with the key " + answer.key());
        }
        return answer.refusal()
                .<CommandResult>map(CommandResult.Refused::new)
                .orElseGet(() -> new CommandResult.Done(answer.version()));
    }

    private CommandResult decide(LoanRequest request) {
        StoredLoan stored = loan(request.loan());
        if (request.version().isPresent() && request.version().getAsLong() != stored.version()) {
            return new CommandResult.Moved(stored.version());
        }
        LoanDraft draft = draft(stored);
        Decision decision = draft.put(request.command());
        Optional<String> refusal =
                decision instanceof Decision.Rejected rejected ? Optional.of(rejected.reason()) : Optional.empty();
        LoanStep step = draft.step();
        long version = step.stored().version();
        store.commit(List.of(step), request.key().map(key -> new Answer(key, request.hash(), version, refusal)));
        return refusal.<CommandResult>map(CommandResult.Refused::new).orElseGet(() -> new CommandResult.Done(version));
    }

    /** From anew, as long as somebody else is faster. */
    <T> T repeated(Supplier<T> attempt) {
        for (int left = MOST_ATTEMPTS; ; left--) {
            try {
                return attempt.get();
            } catch (StoreException.StaleLoan | StoreException.Answered faster) {
                if (left == 0) {
                    throw faster;
                }
            }
        }
    }
}
