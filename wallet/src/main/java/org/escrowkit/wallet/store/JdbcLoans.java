package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.audit.AuditRow;
import org.joda.money.CurrencyUnit;

/** Loans in SQL that every dialect speaks. */
record JdbcLoans(Sessions sessions, Lease lease, List<Consumer<LoanStep>> listeners) implements LoanStore {
    @Override
    public Optional<StoredLoan> loan(LoanId id) {
        return sessions.with(tables -> tables.loans().loan(id));
    }

    @Override
    public Optional<StoredLoan> loan(ContractFingerprint contract) {
        return sessions.with(tables -> tables.loans().loan(contract));
    }

    @Override
    public void keep(SignedStatement statement) {
        noting(tables -> {
            tables.loans().keep(statement);
            return statement;
        });
    }

    @Override
    public List<SignedStatement> statements(ContractFingerprint contract) {
        return sessions.with(tables -> tables.loans().statements(contract));
    }

    @Override
    public Map<LoanId, Sha256Hash> proposals() {
        return sessions.with(tables -> tables.loans().proposals());
    }

    @Override
    public Optional<Psbt> proposed(Sha256Hash txid) {
        return sessions.with(tables -> tables.loans().proposed(txid));
    }

    @Override
    public void propose(Collection<LoanId> ids, Psbt psbt) {
        noting(tables -> {
            tables.loans().propose(ids, psbt);
            return ids;
        });
    }

    @Override
    public void live(Consumer<StoredLoan> consumer) {
        sessions.with(tables -> {
            tables.loans().live(consumer);
            return consumer;
        });
    }

    @Override
    public void all(Consumer<StoredLoan> consumer) {
        sessions.with(tables -> {
            tables.loans().all(consumer);
            return consumer;
        });
    }

    @Override
    public Map<LoanId, Long> liveVersions() {
        return sessions.with(tables -> tables.loans().liveVersions());
    }

    @Override
    public void journal(LoanId id, Consumer<AuditRow> consumer) {
        sessions.with(tables -> {
            tables.loans().journal(id, consumer);
            return consumer;
        });
    }

    @Override
    public void commit(List<LoanStep> steps, Optional<Answer> answer) {
        noting(tables -> {
            write(tables, steps);
            if (answer.isPresent()) {
                tables.loans().put(answer.get());
            }
            return steps;
        });
        stored(steps);
    }

    @Override
    public void commitLeading(List<LoanStep> steps, OptionalLong seen) {
        long[] epoch = {0};
        noting(tables -> {
            epoch[0] = lease.hold(tables.lease());
            write(tables, steps);
            if (seen.isPresent()) {
                tables.consumers().acknowledge(CONSUMER, seen.getAsLong());
            }
            return steps;
        });
        lease.held(epoch[0]);
        stored(steps);
    }

    private void stored(List<LoanStep> steps) {
        listeners.forEach(steps::forEach);
    }

    /** In one order, so that no two wait for each other. */
    private static void write(Tables tables, List<LoanStep> steps) throws SQLException {
        for (LoanStep step :
                steps.stream().sorted(Comparator.comparing(LoanStep::id)).toList()) {
            tables.loans().write(step);
            tables.outbox().append(step);
        }
    }

    @Override
    public Optional<Answer> answer(String key) {
        return sessions.with(tables -> tables.loans().answer(key));
    }

    @Override
    public Optional<Transaction> settlement(Sha256Hash txid) {
        return sessions.with(tables -> tables.loans().settlement(txid));
    }

    @Override
    public void keep(Quote quote) {
        noting(tables -> {
            tables.loans().keep(quote);
            return quote;
        });
    }

    @Override
    public Optional<Quote> lastQuote(CurrencyUnit currency) {
        return sessions.with(tables -> tables.loans().lastQuote(currency));
    }

    @Override
    public void subscribe(String subscriber) {
        noting(tables -> {
            tables.outbox().subscribe(subscriber);
            return subscriber;
        });
    }

    @Override
    public void unsubscribe(String subscriber) {
        noting(tables -> {
            tables.outbox().unsubscribe(subscriber);
            return subscriber;
        });
    }

    @Override
    public List<Notice> outbox(String subscriber, Optional<Notice> after, int most) {
        return sessions.with(tables -> tables.outbox().pending(subscriber, after, most));
    }

    @Override
    public void acknowledge(String subscriber, List<Notice> notices) {
        noting(tables -> {
            tables.outbox().acknowledge(subscriber, notices);
            return notices;
        });
    }

    @Override
    public Map<String, Long> outstanding() {
        return sessions.with(tables -> tables.outbox().outstanding());
    }

    @Override
    public void listen(Consumer<LoanStep> listener) {
        listeners.add(listener);
    }

    private <T> T noting(Sessions.Use<T> use) {
        return sessions.with(tables -> tables.db().noting(() -> use.run(tables)));
    }
}
