package org.escrowkit.wallet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Collateral;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Transition;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.MempoolVerdict;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs loans: turns what the chain, the market and the parties say into events of each loan, and does what the loans
 * ask for. It holds no key: signatures come from {@link org.escrowkit.wallet.sign.SigningParty}s, who review alone.
 *
 * <p>Loans are kept in memory by their number, so a process that ends forgets them, and one service serves one vault.
 * It recognises a settlement that was handed to {@link #settle}; one that a party sent past it is an alarm. For one
 * thread at a time.
 */
public final class EscrowService {
    private static final Logger LOG = LoggerFactory.getLogger(EscrowService.class);

    private static final int FEE_TARGET_BLOCKS = 6;

    /** The name of this service among those who get the watcher's events. */
    private static final String CONSUMER = "loans";

    private final BitcoinNode node;
    private final Consumer<ServiceEvent> listener;
    private final Watcher watcher;
    private final Map<Integer, Loan> loans = new TreeMap<>();
    private final Map<Integer, Collateral> observed = new HashMap<>();
    private final Map<Integer, Transaction> settlements = new HashMap<>();
    private final Map<Integer, Fact> settlementFacts = new HashMap<>();

    private EscrowService(BitcoinNode node, Watcher watcher, Consumer<ServiceEvent> listener) {
        this.node = node;
        this.watcher = watcher;
        this.listener = listener;
    }

    /**
     * A service without loans.
     *
     * @param node that gives fee rates and takes settlements
     * @param watcher of the same chain, which this service polls
     * @param listener hears of each event after the loan's new state is kept
     */
    public static EscrowService on(BitcoinNode node, Watcher watcher, Consumer<ServiceEvent> listener) {
        return new EscrowService(node, watcher, listener);
    }

    /**
     * Opens a loan and watches its address from the next block on.
     *
     * @throws IllegalArgumentException if there is a loan of that number already
     */
    public Loan open(LoanTerms terms) {
        if (loans.containsKey(terms.loanNumber())) {
            throw new IllegalArgumentException("there is a loan " + terms.loanNumber() + " already");
        }
        Loan loan = Loan.open(terms);
        watcher.watch(List.of(terms.escrow().scriptPubKey()), Birth.now(), "loan " + terms.loanNumber());
        loans.put(loan.number(), loan);
        return loan;
    }

    /** @throws IllegalArgumentException if there is no such loan */
    public Loan loan(int number) {
        Loan loan = loans.get(number);
        if (loan == null) {
            throw new IllegalArgumentException("there is no loan " + number);
        }
        return loan;
    }

    /** What the chain showed at the last {@link #poll}. */
    public Ledger ledger() {
        return watcher.ledger();
    }

    /** Follows the chain to its tip and tells every loan what that means for it. */
    public void poll() {
        WatchStatus status = watcher.catchUp();
        if (status instanceof WatchStatus.NodeBehind) {
            LOG.warn("nothing can be said of now: {}", status);
        }
        List<DepositChange> changes = new ArrayList<>();
        watcher.deliver(CONSUMER, event -> changes.add(event.change()));
        for (Loan loan : List.copyOf(loans.values())) {
            changes.stream()
                    .filter(change -> change.deposit()
                            .scriptPubKey()
                            .equals(loan.terms().escrow().scriptPubKey()))
                    .forEach(change -> listener.accept(new ServiceEvent.DepositChanged(loan.number(), change)));
            Collateral collateral = collateral(loan.terms());
            if (!collateral.equals(observed.put(loan.number(), collateral))) {
                tell(loan.number(), new Fact.CollateralObserved(collateral));
            }
            tellSettlement(loan.number());
            if (SettlementFacts.isUnseen(loan(loan.number()), ledger())) {
                send(loan.number());
            }
        }
    }

    /** News only once: a fact that stays true would raise the same alarm at every poll. */
    private void tellSettlement(int loanNumber) {
        Fact fact = SettlementFacts.of(loan(loanNumber), ledger()).orElse(null);
        if (fact == null) {
            settlementFacts.remove(loanNumber);
        } else if (!fact.equals(settlementFacts.put(loanNumber, fact))) {
            tell(loanNumber, fact);
        }
    }

    private void tell(int loanNumber, Fact fact) {
        Loan loan = loan(loanNumber);
        apply(loan, loan.on(fact));
    }

    /** Tells every loan the price. */
    public void observePrice(Price price) {
        List.copyOf(loans.keySet()).forEach(loan -> tell(loan, new Fact.PriceObserved(price)));
    }

    /** Puts a command to a loan. A {@link Command.Settle} comes from {@link #settle} alone and is rejected here. */
    public Decision handle(int loanNumber, Command command) {
        return command instanceof Command.Settle
                ? new Decision.Rejected("hand the signed PSBTs in instead")
                : decide(loanNumber, command);
    }

    private Decision decide(int loanNumber, Command command) {
        Loan loan = loan(loanNumber);
        Decision decision = loan.on(command);
        if (decision instanceof Decision.Accepted accepted) {
            apply(loan, accepted.transition());
        }
        return decision;
    }

    /**
     * Plans the settlement that the loan's state demands, at the node's fee estimate within the bounds of the terms.
     *
     * @return empty if the state demands none
     * @throws org.escrowkit.core.settlement.SettlementException if no standard transaction can express it
     */
    public Optional<SettlementPlan> planSettlement(int loanNumber) {
        Loan loan = loan(loanNumber);
        LoanTerms terms = loan.terms();
        Optional<SettlementIntent> demanded = loan.state().demands();
        return demanded.map(intent -> SettlementPlanner.plan(
                intent, terms, collateral(terms).coins(), terms.fees().clamp(estimateFeeRate(terms))));
    }

    private Collateral collateral(LoanTerms terms) {
        return ledger().collateral(terms.escrow().scriptPubKey(), terms.deposits());
    }

    private FeeRate estimateFeeRate(LoanTerms terms) {
        return node.estimateFeeRate(FEE_TARGET_BLOCKS).orElse(terms.fees().floor());
    }

    /**
     * Combines the parties' PSBTs, and sends the transaction once the loan is known to be settling by it. Everything is
     * validated before anything changes, by the review that stands before each signature too.
     */
    public SettlementResult settle(int loanNumber, List<Psbt> signed) {
        if (signed.isEmpty()) {
            return new SettlementResult.Refused("no PSBT");
        }
        Transaction transaction;
        try {
            Psbt combined = signed.stream().reduce(Psbt::combine).orElseThrow();
            // The arbiter's is the strictest review: it also asks for the lender's signature.
            Review review = Policy.review(combined.serialize(), loan(loanNumber), ledger(), Role.ARBITER);
            if (review instanceof Review.Refused refused) {
                return new SettlementResult.Refused(refused.toString());
            }
            if (!(combined.finish() instanceof Completion.Complete complete)) {
                return new SettlementResult.Refused("signatures are missing");
            }
            transaction = complete.transaction();
        } catch (PsbtException contradictory) {
            return new SettlementResult.Refused(String.valueOf(contradictory.getMessage()));
        }
        boolean taken = node.mempoolTransaction(transaction.txid()).isPresent();
        if (!taken && node.testMempoolAccept(transaction) instanceof MempoolVerdict.Refused refused) {
            return new SettlementResult.Refused("the node refuses it: " + refused.reason());
        }
        settlements.put(loanNumber, transaction);
        Decision decision = decide(loanNumber, new Command.Settle(transaction.txid()));
        return decision instanceof Decision.Rejected rejected
                ? new SettlementResult.Refused(rejected.reason())
                : new SettlementResult.Sent(transaction.txid());
    }

    private void apply(Loan loan, Transition transition) {
        loans.put(loan.number(), loan.in(transition.next()));
        if (!loan.state().name().equals(transition.next().name())) {
            LOG.info(
                    "loan {}: {} → {}",
                    loan.number(),
                    loan.state().name(),
                    transition.next().name());
            listener.accept(new ServiceEvent.StateChanged(loan.number(), loan.state(), transition.next()));
        }
        for (LoanAction action : transition.actions()) {
            listener.accept(new ServiceEvent.ActionDue(loan.number(), action));
            if (action instanceof LoanAction.Broadcast) {
                send(loan.number());
            }
        }
    }

    /** A settlement that does not get out now goes out at a later poll: the loan is settling by it already. */
    private void send(int loanNumber) {
        try {
            node.broadcast(Objects.requireNonNull(settlements.get(loanNumber)));
        } catch (RpcException notSent) {
            var alarm = new LoanAction.RaiseAlarm("settlement not sent yet: " + notSent.getMessage());
            listener.accept(new ServiceEvent.ActionDue(loanNumber, alarm));
        }
    }
}
