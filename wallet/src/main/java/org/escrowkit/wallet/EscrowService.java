package org.escrowkit.wallet;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.PartyCosigner;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.FollowListener;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;

/**
 * Runs loans: turns what the chain, the clock, the market and the parties say into events of each loan, keeps them, and
 * does what the loans ask for. It holds no key: signatures come from {@link org.escrowkit.wallet.sign.SigningParty}s,
 * who review alone. Guarantees, whatever crashes:
 *
 * <ul>
 *   <li>a loan's state, its journal, and what subscribers are to be told of it are stored together or not at all,
 *       before anything is done about them;
 *   <li>every change of the chain reaches every loan that it concerns;
 *   <li>a settlement is sent again until the chain has it or another one in its place.
 * </ul>
 *
 * <p>Any number of services share one database: all take commands, one follows the chain and drives the loans. Its
 * methods may be called from any thread. They throw {@link StoreException} where the store takes nothing; it is not
 * known then whether what was asked is done, and safe to ask again: commands by their {@link LoanRequest#once key}, all
 * else as it is.
 */
public final class EscrowService implements AutoCloseable {
    private static final int NOTICES_AT_ONCE = 500;

    private final BitcoinNode node;
    private final InstantSource clock;
    private final Watcher watcher;
    private final LoanStore loans;
    private final EscrowStore store;
    private final LoanKeeper keeper;
    private final LoanRegister register;
    private final LoanLead lead;
    private final SettlementDesk desk;
    private final ChainTimes chainTimes;
    private volatile boolean leading;
    private volatile ServiceHealth.Loans seen = ServiceHealth.Loans.NONE;

    private EscrowService(BitcoinNode node, EscrowStore store, InstantSource clock) {
        this.node = node;
        this.store = store;
        this.clock = clock;
        this.chainTimes = new ChainTimes(node);
        this.watcher = Watcher.open(node, store);
        this.loans = store.loans();
        this.keeper = new LoanKeeper(loans, clock);
        this.register = new LoanRegister(keeper, watcher);
        SettlementSender sender = new SettlementSender(node, loans);
        this.lead = new LoanLead(store, sender, clock);
        this.desk = new SettlementDesk(node, keeper, sender, this::view);
    }

    /** Goes on with the loans in a file, or begins a new one: for one process. */
    public static EscrowService on(BitcoinNode node, Path file) {
        return onOrClose(node, SqliteStore.open(file, Watcher.genesis(node)));
    }

    /** Begins without loans, and forgets everything when it is closed: to try things out. */
    public static EscrowService temporary(BitcoinNode node) {
        return onOrClose(node, SqliteStore.temporary(Watcher.genesis(node)));
    }

    private static EscrowService onOrClose(BitcoinNode node, EscrowStore store) {
        try {
            return on(node, store, InstantSource.system());
        } catch (RuntimeException | Error failure) {
            store.close();
            throw failure;
        }
    }

    /**
     * Goes on with what a store holds.
     *
     * @param node gives fee rates and takes settlements
     * @param store closed with the service, but not if this fails
     * @param clock by which deadlines pass and prices age
     * @throws StoreException.WrongChain if the store belongs to another chain than the node's
     */
    public static EscrowService on(BitcoinNode node, EscrowStore store, InstantSource clock) {
        return new EscrowService(node, store, clock);
    }

    /**
     * Opens a loan, the terms of which the parties agreed on, and watches its addresses from the next block on. Opening
     * it again with the same terms changes nothing.
     *
     * @throws IllegalArgumentException if there is a loan of that name with other terms, or another loan has one of the
     *     addresses
     */
    public StoredLoan open(LoanId id, LoanTerms terms) {
        return register.add(id, Loan.open(terms));
    }

    /** As {@link #open}, for terms that wait for the parties' signatures: see {@link Command.Agree}. */
    public StoredLoan offer(LoanId id, LoanTerms terms) {
        return register.add(id, Loan.offer(terms));
    }

    /** @throws IllegalArgumentException if there is no such loan */
    public StoredLoan loan(LoanId id) {
        return keeper.loan(id);
    }

    /** The loan whose terms in force these are, as a party looks up what it is asked to sign for. */
    public Optional<StoredLoan> loan(ContractFingerprint contract) {
        return loans.loan(contract);
    }

    /** Checks a loan's journal and what is stored of it, see {@link LoanJournal}. */
    public LoanJournal journal(LoanId id) {
        List<AuditRow> rows = new ArrayList<>();
        loans.journal(id, rows::add);
        return LoanJournal.of(rows);
    }

    /** Puts a command to a loan. */
    public CommandResult handle(LoanId id, Command command) {
        return handle(LoanRequest.of(id, command));
    }

    /**
     * Puts a command to a loan. A {@link Command.Settle} comes from {@link #settle} alone and is refused here, as is a
     * {@link Command.Bump}.
     */
    public CommandResult handle(LoanRequest request) {
        return request.command() instanceof Command.Settle || request.command() instanceof Command.Bump
                ? new CommandResult.Refused("hand the signed PSBTs in instead")
                : keeper.handle(request);
    }

    /** Tells all loans of a currency what the price is now. */
    public void observePrice(Price price) {
        observePrice(new Quote(price, clock.instant()));
    }

    /** Tells all loans of a currency the price; where another process leads, it does so at its next look. */
    public void observePrice(Quote quote) {
        loans.keep(quote);
        if (leading) {
            asLead(lead::givePrices);
        }
    }

    /** Tells a loan what the lender's own loan system says is owed. */
    public void observeDebt(LoanId id, BigMoney owed) {
        keeper.tell(id, new Fact.DebtStated(owed, clock.instant()));
    }

    /**
     * Keeps what parties have signed about a loan: a receipt, a cancellation, an award. It changes no state, and is
     * shown to whoever is asked to sign.
     *
     * @throws IllegalArgumentException if it is about no loan here, or not signed by the contract keys that it says
     */
    public void keep(SignedStatement statement) {
        Loan about = loans.loan(statement.statement().contract())
                .orElseThrow(() -> new IllegalArgumentException("a statement about none of the loans here"))
                .loan();
        if (!statement.isSignedBy(about.terms().contractKeys())) {
            throw new IllegalArgumentException("a statement that is not signed by whom it says");
        }
        loans.keep(statement);
    }

    /** What parties have signed about a loan; prices are evidence, too, and not kept here. */
    public Evidence statements(Loan loan) {
        return new Evidence(loans.statements(loan.terms().fingerprint()), List.of());
    }

    /** A party as this service's records let it answer: to attend here, or to serve to another coordinator. */
    public Cosigner cosigner(SigningParty party) {
        return new PartyCosigner(
                party,
                contract -> loans.loan(contract)
                        .map(stored -> keeper.draft(stored).current().loan()),
                contract -> loans.statements(contract),
                this::view);
    }

    /** What the chain showed at the last {@link #poll}; on stand-by what the leader has stored. */
    public Ledger ledger() {
        return watcher.ledger();
    }

    /**
     * The same with the times that it is now, for parties that trust this node and this clock.
     *
     * @throws RpcException if the node does not answer
     */
    public ChainView view() {
        Ledger ledger = ledger();
        return new ChainView(ledger, clock.instant(), chainTimes.at(ledger.tip()));
    }

    /** Follows the chain to its tip, and tells every loan what that means for it, and how late it is. */
    public WatchStatus poll() {
        WatchStatus status = watcher.catchUp();
        note(status);
        if (leading) {
            drive();
        }
        return status;
    }

    /**
     * Polls until this thread is interrupted. What can pass is waited out, see {@link Watcher#follow}.
     *
     * @param also what else is to be done after each look, as long as this one leads: to ask for a price, to attend, to
     *     deliver. What it throws of the node or the store is waited out, too
     */
    public void run(Runnable also) throws InterruptedException {
        Runnable work = () -> {
            drive();
            also.run();
        };
        watcher.follow(work, new FollowListener() {
            @Override
            public void onStatus(WatchStatus status) {
                note(status);
            }
        });
    }

    private void note(WatchStatus status) {
        boolean now = !(status instanceof WatchStatus.StandingBy);
        if (leading && !now) {
            synchronized (lead) {
                lead.forget();
            }
        }
        leading = now;
    }

    private void drive() {
        asLead(() -> lead.round(ledger()));
        store.trim();
    }

    /** The live loans as they are stored, where this one drives them. */
    List<StoredLoan> driven() {
        List<StoredLoan> all = new ArrayList<>();
        if (leading) {
            asLead(() -> all.addAll(lead.loans()));
        }
        return all;
    }

    /** What failed may have been stored all the same. */
    private void asLead(Runnable work) {
        synchronized (lead) {
            try {
                work.run();
            } catch (RuntimeException failure) {
                lead.forget();
                throw failure;
            } finally {
                seen = new ServiceHealth.Loans(lead.liveLoans(), lead.troubles());
            }
        }
    }

    /**
     * Plans the settlement that the loan's state demands, at the node's fee estimate within the bounds of the terms.
     *
     * @return empty if the state demands none
     * @throws org.escrowkit.core.settlement.SettlementException if no standard transaction can express it
     */
    public Optional<SettlementPlan> planSettlement(LoanId id) {
        return desk.plan(id, ledger());
    }

    /**
     * Plans the replacement of the settlement that is under way, with a higher fee; to be signed anew and handed to
     * {@link #settle} as the first one was.
     *
     * @throws org.escrowkit.core.settlement.SettlementException if none is under way, or the terms allow no higher fee
     */
    public SettlementPlan planReplacement(LoanId id, FeeRate rate) {
        return desk.planReplacement(id, rate, ledger());
    }

    /**
     * Plans one transaction for the liquidations that are due of these loans, at the node's fee estimate.
     *
     * @throws org.escrowkit.core.settlement.SettlementException if they are no batch: see
     *     {@link org.escrowkit.core.settlement.SettlementPlanner#batch}
     */
    public BatchPlan planBatch(List<LoanId> ids) {
        return desk.planBatch(ids, ledger());
    }

    /**
     * Plans the replacement of the batch by which these loans are settling, with a higher fee; to be signed anew and
     * handed to {@link #settle(Map, List)} as the first one was.
     *
     * @throws org.escrowkit.core.settlement.SettlementException if they are not settling by one batch, or the terms
     *     allow no higher fee
     */
    public BatchPlan planBatchReplacement(List<LoanId> ids, FeeRate rate) {
        return desk.planBatchReplacement(ids, rate, ledger());
    }

    /**
     * Combines the parties' PSBTs, and sends the transaction once it is stored that the loan is settling by it.
     * Everything is validated before anything changes, by the review that stands before each signature too. To hand the
     * same in again does no harm.
     *
     * @param evidence that came with the PSBTs
     */
    public SettlementResult settle(LoanId id, List<Psbt> signed, Evidence evidence) {
        return settle(Map.of(id, evidence), signed);
    }

    /**
     * As {@link #settle(LoanId, List, Evidence)}, for all loans of a batch: all of them settle by it, or none.
     *
     * @param cases the loans, each with its evidence
     */
    public SettlementResult settle(Map<LoanId, Evidence> cases, List<Psbt> signed) {
        return desk.settle(cases, signed);
    }

    /**
     * Settles what loans demand with nobody at the screen.
     *
     * @param parties to ask for signatures; of the two that it takes, one can be the borrower
     * @param evidence that a loan's demand is shown with
     */
    public Attendant attendant(Map<Role, Cosigner> parties, Function<Loan, Evidence> evidence, AttendantRules rules) {
        return new Attendant(this, node, loans, parties, evidence, rules);
    }

    /** Keeps what happens from now on for a subscriber, until he has had it. */
    public void subscribe(String subscriber) {
        loans.subscribe(subscriber);
    }

    /** Forgets a subscriber and what he has not had. */
    public void unsubscribe(String subscriber) {
        loans.unsubscribe(subscriber);
    }

    /**
     * Gives a subscriber what he has not had: for each loan in the order in which it happened, and each acknowledged as
     * the handler returns. Where the handler throws, that loan's later events wait with it, the other loans' go on, and
     * at the end this throws the same.
     *
     * <p>One process at a time delivers to a subscriber; which one, the application decides.
     *
     * @return how many
     */
    public int deliver(String subscriber, Consumer<Notification> handler) {
        return new Delivery(loans, subscriber, NOTICES_AT_ONCE).deliver(handler);
    }

    /** How it is, from any thread and without waiting. */
    public ServiceHealth health() {
        return new ServiceHealth(watcher.health(), leading, seen);
    }

    /** Follows the chain for this service; other scripts may be watched by it too. */
    public Watcher watcher() {
        return watcher;
    }

    /** Closes the watcher and the store. */
    @Override
    public void close() {
        watcher.close();
    }
}
