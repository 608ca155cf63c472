package org.escrowkit.wallet.store;

import java.util.Collection;
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

/**
 * Keeps loans, what happened to each, and what is still to be told of it. A commit is there whole or not at all, and
 * durable when it returns. Steps of one loan follow each other, whichever process they come from: one that does not
 * stand on the last is refused. All methods may be called from any thread, in any process, and throw
 * {@link StoreException}; after one it is not known whether the commit happened, unless its Javadoc says so: look at
 * the loan.
 */
public interface LoanStore {
    /** The name under which loans consume the watcher's events. */
    String CONSUMER = "loans";

    Optional<StoredLoan> loan(LoanId id);

    /** The loan whose terms in force these are. */
    Optional<StoredLoan> loan(ContractFingerprint contract);

    /** Gives all {@link StoredLoan#isLive live} loans to the consumer, in the order of their names. */
    void live(Consumer<StoredLoan> consumer);

    /** The same with those that are over. */
    void all(Consumer<StoredLoan> consumer);

    /** The versions of the live loans. */
    Map<LoanId, Long> liveVersions();

    /** Gives the rows of a loan's journal to the consumer, in order. */
    void journal(LoanId id, Consumer<AuditRow> consumer);

    /**
     * Stores steps of different loans, all or none.
     *
     * @param answer to the command that made them, if it came with a key
     * @throws StoreException.StaleLoan if a loan has moved on, or a new one is there already; nothing was changed
     * @throws StoreException.Answered if a command with that key was answered meanwhile; nothing was changed
     */
    void commit(List<LoanStep> steps, Optional<Answer> answer);

    /**
     * The same by the process that follows the chain, for what follows from the chain.
     *
     * @param seen up to which of the watcher's events this is the answer to, acknowledged with it
     * @throws StoreException.NotLeader if another one leads
     */
    void commitLeading(List<LoanStep> steps, OptionalLong seen);

    /** The answer to the command with this key, if there was one. */
    Optional<Answer> answer(String key);

    Optional<Transaction> settlement(Sha256Hash txid);

    /** Keeps what parties have signed; to keep the same again does no harm. */
    void keep(SignedStatement statement);

    /** What parties have signed about this contract, in no order. */
    List<SignedStatement> statements(ContractFingerprint contract);

    /** The transactions that parties are being asked to sign, each by the loans that it settles. */
    Map<LoanId, Sha256Hash> proposals();

    /** One of them, with the signatures that it has. */
    Optional<Psbt> proposed(Sha256Hash txid);

    /** Puts this in the place of what the parties were asked to sign before for these loans. */
    void propose(Collection<LoanId> ids, Psbt psbt);

    /** Keeps a price, unless a later one is kept. */
    void keep(Quote quote);

    Optional<Quote> lastQuote(CurrencyUnit currency);

    /** Names a subscriber, for whom notices are kept from now on until they are acknowledged. */
    void subscribe(String subscriber);

    /** Forgets a subscriber and what it was not told. */
    void unsubscribe(String subscriber);

    /**
     * What a subscriber has not acknowledged, in the order of loans and, for each loan, in the order in which it
     * happened.
     *
     * @param after behind this one, as for the next page
     */
    List<Notice> outbox(String subscriber, Optional<Notice> after, int most);

    void acknowledge(String subscriber, List<Notice> notices);

    /** How many notices each subscriber has not acknowledged. */
    Map<String, Long> outstanding();

    /**
     * Tells of each step from now on that this process stores, when it is stored, in the thread that stored it.
     *
     * @param listener must not throw
     */
    void listen(Consumer<LoanStep> listener);
}
