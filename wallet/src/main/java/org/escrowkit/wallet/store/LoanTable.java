package org.escrowkit.wallet.store;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyUnit;

/** Loans with their journals, answers, settlements and the prices that they were given. */
final class LoanTable {
    /** How many loans are read by one query. */
    private static final int PAGE = 1_000;

    /**
     * Loans by the hash of their stored form, for as long as somebody has them: to read one derives the keys of its
     * addresses, and whoever leads has all of them.
     */
    private static final Cache<Sha256Hash, Loan> READ =
            CacheBuilder.newBuilder().weakValues().build();

    private final Db db;

    LoanTable(Db db) {
        this.db = db;
    }

    Optional<StoredLoan> loan(LoanId id) throws SQLException {
        return db.first("SELECT id, version, head, state FROM loan WHERE id = ?", LoanTable::read, id.text());
    }

    Optional<StoredLoan> loan(ContractFingerprint contract) throws SQLException {
        return db.first("SELECT id, version, head, state FROM loan WHERE contract = ?", LoanTable::read, (Object)
                contract.hash().toByteArray());
    }

    Map<LoanId, Sha256Hash> proposals() throws SQLException {
        Map<LoanId, Sha256Hash> proposals = new LinkedHashMap<>();
        db.each(
                "SELECT loan, txid FROM proposal",
                row -> proposals.put(LoanId.of(row.getString("loan")), Sha256Hash.wrap(row.getBytes("txid"))));
        return proposals;
    }

    Optional<Psbt> proposed(Sha256Hash txid) throws SQLException {
        return db.first("SELECT psbt FROM proposed WHERE txid = ?", row -> Psbt.parse(row.getBytes("psbt")), (Object)
                txid.getBytes());
    }

    void propose(Collection<LoanId> ids, Psbt psbt) throws SQLException {
        byte[] txid = psbt.unsignedTransaction().txid().getBytes();
        db.update(
                "INSERT INTO proposed (txid, psbt) VALUES (?, ?) ON CONFLICT (txid) DO UPDATE SET psbt = excluded.psbt",
                txid,
                psbt.serialize());
        for (LoanId id : ids) {
            db.update(
                    "INSERT INTO proposal (loan, txid) VALUES (?, ?) ON CONFLICT (loan) DO UPDATE"
                            + " SET txid = excluded.txid",
                    id.text(),
                    txid);
        }
        db.update("DELETE FROM proposed WHERE NOT EXISTS (SELECT 1 FROM proposal WHERE proposal.txid = proposed.txid)");
    }

    void keep(SignedStatement signed) throws SQLException {
        Evidence alone = Evidence.of(signed);
        db.update(
                "INSERT INTO statement (contract, hash, body) VALUES (?, ?, ?) ON CONFLICT (contract, hash) DO NOTHING",
                signed.statement().contract().hash().toByteArray(),
                alone.hash().getBytes(),
                EvidenceCodec.encode(alone).toByteArray());
    }

    List<SignedStatement> statements(ContractFingerprint contract) throws SQLException {
        return db
                .all(
                        "SELECT body FROM statement WHERE contract = ? ORDER BY hash",
                        row -> EvidenceCodec.decode(bytes(row, "body")),
                        (Object) contract.hash().toByteArray())
                .stream()
                .flatMap(evidence -> evidence.statements().stream())
                .toList();
    }

    private static StoredLoan read(ResultSet row) throws SQLException {
        LoanId id = LoanId.of(row.getString("id"));
        try {
            return new StoredLoan(
                    id, new AuditHead(row.getLong("version"), bytes(row, "head")), loan(row.getBytes("state")));
        } catch (MalformedException damaged) {
            throw new StoreException.Corrupt("loan " + id + ": " + damaged.getMessage(), damaged);
        }
    }

    private static Loan loan(byte[] stored) {
        Sha256Hash hash = Sha256Hash.of(stored);
        Loan known = READ.getIfPresent(hash);
        if (known != null) {
            return known;
        }
        Loan loan = LoanCodec.decode(ByteString.of(stored));
        READ.put(hash, loan);
        return loan;
    }

    private static ByteString bytes(ResultSet row, String column) throws SQLException {
        return ByteString.of(row.getBytes(column));
    }

    void live(Consumer<StoredLoan> consumer) throws SQLException {
        each("live = 1", consumer);
    }

    void all(Consumer<StoredLoan> consumer) throws SQLException {
        each("live IN (0, 1)", consumer);
    }

    private void each(String which, Consumer<StoredLoan> consumer) throws SQLException {
        String after = "";
        List<StoredLoan> page;
        do {
            page = db.all(
                    "SELECT id, version, head, state FROM loan WHERE " + which + " AND id > ? ORDER BY id LIMIT ?",
                    LoanTable::read,
                    after,
                    PAGE);
            page.forEach(consumer);
            after = page.isEmpty() ? after : page.get(page.size() - 1).id().text();
        } while (page.size() == PAGE);
    }

    Map<LoanId, Long> liveVersions() throws SQLException {
        Map<LoanId, Long> versions = new LinkedHashMap<>();
        db.each(
                "SELECT id, version FROM loan WHERE live = 1",
                row -> versions.put(LoanId.of(row.getString("id")), row.getLong("version")));
        return versions;
    }

    void write(LoanStep step) throws SQLException {
        StoredLoan after = step.stored();
        byte[] state = LoanCodec.encode(after.loan()).toByteArray();
        READ.put(Sha256Hash.of(state), after.loan());
        byte[] contract = after.loan().terms().fingerprint().hash().toByteArray();
        int live = after.isLive() ? 1 : 0;
        int written = step.before().number() == 0
                ? db.update(
                        "INSERT INTO loan (id, contract, version, head, live, state) VALUES (?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (id) DO NOTHING",
                        after.id().text(),
                        contract,
                        after.version(),
                        after.head().hash().toByteArray(),
                        live,
                        state)
                : db.update(
                        "UPDATE loan SET contract = ?, version = ?, head = ?, live = ?, state = ?"
                                + " WHERE id = ? AND version = ? AND head = ?",
                        contract,
                        after.version(),
                        after.head().hash().toByteArray(),
                        live,
                        state,
                        after.id().text(),
                        step.before().number(),
                        step.before().hash().toByteArray());
        if (written == 0) {
            throw new StoreException.StaleLoan(
                    "loan " + step.id() + " is not at version " + step.before().number() + " any more", step.id());
        }
        for (AuditRow row : step.rows()) {
            db.update(
                    "INSERT INTO journal (loan, version, at, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?)",
                    step.id().text(),
                    row.number(),
                    row.at().toString(),
                    row.kind(),
                    row.body().toByteArray(),
                    row.hash().toByteArray());
        }
        for (Transaction settlement : step.settlements()) {
            db.update(
                    "INSERT INTO settlement (txid, raw) VALUES (?, ?) ON CONFLICT (txid) DO NOTHING",
                    settlement.txid().getBytes(),
                    settlement.serialize());
        }
        if (!step.settlements().isEmpty() || !after.isLive()) {
            db.update("DELETE FROM proposal WHERE loan = ?", step.id().text());
        }
    }

    void journal(LoanId id, Consumer<AuditRow> consumer) throws SQLException {
        db.each(
                "SELECT version, at, kind, body, hash FROM journal WHERE loan = ? ORDER BY version",
                row -> consumer.accept(new AuditRow(
                        row.getLong("version"),
                        Instant.parse(row.getString("at")),
                        row.getString("kind"),
                        bytes(row, "body"),
                        bytes(row, "hash"))),
                id.text());
    }

    Optional<Answer> answer(String key) throws SQLException {
        return db.first(
                "SELECT request, version, refusal FROM answer WHERE request_key = ?",
                row -> new Answer(
                        key,
                        bytes(row, "request"),
                        row.getLong("version"),
                        Optional.of(row.getString("refusal")).filter(refusal -> !refusal.isEmpty())),
                key);
    }

    void put(Answer answer) throws SQLException {
        int written = db.update(
                "INSERT INTO answer (request_key, request, version, refusal) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (request_key) DO NOTHING",
                answer.key(),
                answer.request().toByteArray(),
                answer.version(),
                answer.refusal().orElse(""));
        if (written == 0) {
            throw new StoreException.Answered("a command with the key " + answer.key() + " was answered meanwhile");
        }
    }

    Optional<Transaction> settlement(Sha256Hash txid) throws SQLException {
        return db.first(
                "SELECT raw FROM settlement WHERE txid = ?", row -> Transaction.parse(row.getBytes("raw")), (Object)
                        txid.getBytes());
    }

    void keep(Quote quote) throws SQLException {
        BigMoney price = quote.price().ofOneBitcoin();
        db.update(
                "INSERT INTO quote (currency, price, millis) VALUES (?, ?, ?) ON CONFLICT (currency) DO UPDATE"
                        + " SET price = excluded.price, millis = excluded.millis WHERE quote.millis <= excluded.millis",
                price.getCurrencyUnit().getCode(),
                price.getAmount().toPlainString(),
                quote.at().toEpochMilli());
    }

    Optional<Quote> lastQuote(CurrencyUnit currency) throws SQLException {
        return db.first(
                "SELECT price, millis FROM quote WHERE currency = ?",
                row -> new Quote(
                        new Price(BigMoney.of(currency, new BigDecimal(row.getString("price")))),
                        Instant.ofEpochMilli(row.getLong("millis"))),
                currency.getCode());
    }
}
