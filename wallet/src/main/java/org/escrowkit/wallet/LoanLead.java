package org.escrowkit.wallet;

import com.google.common.collect.Lists;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStep;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StoredLoan;
import org.joda.money.CurrencyUnit;

/**
 * What the process that follows the chain does for all loans: tells them what the chain, the clock and the market say,
 * and sends what is signed until the mempool has it. All of it follows from what is stored, so that whoever leads next
 * goes on with it. Not for several threads at once.
 */
final class LoanLead {
    /** Steps and events in one commit. */
    private static final int AT_ONCE = 500;

    /** More often than that nobody is faster, or something is wrong. */
    private static final int MOST_ATTEMPTS = 50;

    private final EscrowStore store;
    private final LoanStore loans;
    private final SettlementSender sender;
    private final Recognition recognition;
    private final InstantSource clock;
    private final LoanBook book = new LoanBook();
    private final Map<LoanId, String> troubles = new HashMap<>();

    LoanLead(EscrowStore store, SettlementSender sender, InstantSource clock) {
        this.store = store;
        this.loans = store.loans();
        this.sender = sender;
        this.recognition = new Recognition(sender.node(), this::loan);
        this.clock = clock;
    }

    /** From now on nothing is known but what is stored. */
    void forget() {
        book.clear();
        troubles.clear();
    }

    /** All live loans, as they are stored. */
    Collection<StoredLoan> loans() {
        refresh();
        return book.loans();
    }

    int liveLoans() {
        return book.size();
    }

    Map<LoanId, String> troubles() {
        return Map.copyOf(troubles);
    }

    /** Brings all loans to where the chain is. */
    void round(Ledger ledger) {
        givePrices();
        giveEvents(ledger);
        Instant now = clock.instant();
        List<LoanDraft> looked = new ArrayList<>();
        for (StoredLoan stored : book.loans()) {
            looked.add(draft(stored, now).look(ledger, recognition).lookAtClock());
        }
        commit(looked);
        book.loans().forEach(this::send);
    }

    /** Gives the last prices to the loans to which they do something. */
    void givePrices() {
        refresh();
        Instant now = clock.instant();
        for (CurrencyUnit currency : book.currencies()) {
            Optional<Quote> quote = loans.lastQuote(currency);
            if (quote.isPresent()) {
                commit(book.crossed(quote.get()).stream()
                        .map(stored -> draft(stored, now).tell(new Fact.PriceObserved(quote.get())))
                        .toList());
            }
        }
    }

    /** Whoever moved a loan may have done so before the last price was there. */
    private void refresh() {
        Instant now = clock.instant();
        commit(book.refresh(loans).stream()
                .map(stored -> draft(stored, now).givePrice())
                .toList());
    }

    private LoanDraft draft(StoredLoan stored, Instant now) {
        return LoanDraft.of(stored, now, book::missed);
    }

    /** As it stands with the last price, of which others may have told it less. */
    private Optional<Loan> loan(ByteString scriptPubKey) {
        return book.byScript(scriptPubKey)
                .map(stored -> draft(stored, clock.instant()).givePrice().loan());
    }

    private void giveEvents(Ledger ledger) {
        // Another one may have led since, and acknowledged more.
        long after = store.subscribe(LoanStore.CONSUMER);
        List<DepositEvent> page = store.events(after, AT_ONCE);
        while (!page.isEmpty()) {
            after = page.get(page.size() - 1).sequence();
            give(page, ledger, after);
            page = store.events(after, AT_ONCE);
        }
    }

    /** All at once, as they are acknowledged together: where somebody was faster with a loan, from anew. */
    private void give(List<DepositEvent> events, Ledger ledger, long last) {
        for (int left = MOST_ATTEMPTS; ; left--) {
            try {
                attempt(events, ledger, last);
                return;
            } catch (StoreException.StaleLoan faster) {
                if (left == 0) {
                    throw faster;
                }
                refresh();
            }
        }
    }

    private void attempt(List<DepositEvent> events, Ledger ledger, long last) {
        Instant now = clock.instant();
        Map<LoanId, LoanDraft> drafts = new LinkedHashMap<>();
        for (DepositEvent event : events) {
            loanOf(event.change().deposit())
                    .ifPresent(stored -> drafts.computeIfAbsent(stored.id(), id -> draft(stored, now))
                            .deposit(ServiceEvent.DepositChanged.of(event)));
        }
        List<LoanStep> steps = drafts.values().stream()
                .map(draft -> draft.look(ledger, recognition).step())
                .toList();
        loans.commitLeading(steps, OptionalLong.of(last));
        steps.forEach(step -> book.put(step.stored()));
    }

    /** One that has ended is not in the book, and may be paid all the same. */
    private Optional<StoredLoan> loanOf(Deposit deposit) {
        return book.byScript(deposit.scriptPubKey())
                .or(() -> store.script(deposit.scriptPubKey())
                        .flatMap(script -> LoanLabel.read(script.label()))
                        .flatMap(loans::loan));
    }

    /** Of steps that are stored together, one that somebody was faster with keeps none of the others waiting. */
    private void commit(List<LoanDraft> drafts) {
        List<LoanStep> steps = drafts.stream()
                .filter(draft -> !draft.isEmpty())
                .map(LoanDraft::step)
                .toList();
        for (List<LoanStep> part : Lists.partition(steps, AT_ONCE)) {
            try {
                store(part);
            } catch (StoreException.StaleLoan faster) {
                part.forEach(this::storeUnlessStale);
            }
        }
    }

    private void store(List<LoanStep> steps) {
        loans.commitLeading(steps, OptionalLong.empty());
        steps.forEach(step -> book.put(step.stored()));
    }

    /** The next round sees what the other one did. */
    private void storeUnlessStale(LoanStep step) {
        try {
            store(List.of(step));
        } catch (StoreException.StaleLoan faster) {
            book.remove(step.id());
        }
    }

    private void send(StoredLoan stored) {
        List<Optional<String>> answers =
                unsent(stored.loan().state()).stream().map(sender::send).toList();
        // Of several that spend one coin the node takes one.
        Optional<String> trouble = answers.stream().allMatch(Optional::isPresent)
                ? answers.stream().flatMap(Optional::stream).findFirst()
                : Optional.empty();
        if (trouble.isEmpty()) {
            troubles.remove(stored.id());
        } else if (!trouble.get().equals(troubles.put(stored.id(), trouble.get()))) {
            var alarm = new ServiceEvent.ActionDue(new LoanAction.RaiseAlarm(trouble.get()));
            commit(List.of(draft(stored, clock.instant()).trouble(alarm, trouble.get())));
        }
    }

    private List<Sha256Hash> unsent(LoanState state) {
        if (state instanceof Settling settling) {
            Set<Sha256Hash> attempts =
                    settling.attempts().stream().map(SignedSettlement::txid).collect(Collectors.toSet());
            List<Sha256Hash> unsent = new ArrayList<>(takenOut(state, attempts));
            if (settling.isUnseen()) {
                unsent.add(settling.latest().txid());
            }
            return unsent;
        }
        return state instanceof Ended ? takenOut(state, Set.of()) : List.of();
    }

    /**
     * What spent a coin before the last settlement did, and does no more: a reorganisation took it out, and a mempool
     * may have lost it.
     */
    private List<Sha256Hash> takenOut(LoanState state, Set<Sha256Hash> but) {
        Set<Outpoint> coins =
                state.holdings().coins().stream().map(PledgedCoin::outpoint).collect(Collectors.toSet());
        return coins.isEmpty()
                ? List.of()
                : state.ownTransactions().stream()
                        .filter(txid -> !but.contains(txid))
                        .filter(txid -> loans.settlement(txid).stream()
                                .flatMap(transaction -> transaction.inputs().stream())
                                .anyMatch(input -> coins.contains(input.outpoint())))
                        .toList();
    }
}
