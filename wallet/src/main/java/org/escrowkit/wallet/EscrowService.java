package org.escrowkit.wallet;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.LoanUpdate;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.ChainTime;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs loans: turns what the chain, the clock, the market and the parties say into events of each loan, and does what
 * the loans ask for. It holds no key: signatures come from {@link org.escrowkit.wallet.sign.SigningParty}s, who review
 * alone.
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
    private final InstantSource clock;
    private final Consumer<ServiceEvent> listener;
    private final Watcher watcher;
    private final Map<Integer, Loan> loans = new TreeMap<>();
    private final Map<Sha256Hash, Transaction> settlements = new HashMap<>();

    private EscrowService(BitcoinNode node, Watcher watcher, InstantSource clock, Consumer<ServiceEvent> listener) {
        this.node = node;
        this.watcher = watcher;
        this.clock = clock;
        this.listener = listener;
    }

    /** As {@link #on(BitcoinNode, Watcher, InstantSource, Consumer)}, by this machine's clock. */
    public static EscrowService on(BitcoinNode node, Watcher watcher, Consumer<ServiceEvent> listener) {
        return on(node, watcher, InstantSource.system(), listener);
    }

    /**
     * A service without loans.
     *
     * @param node that gives fee rates and takes settlements
     * @param watcher of the same chain, which this service polls
     * @param clock by which deadlines pass and prices age
     * @param listener hears of each event after the loan's new state is kept
     */
    public static EscrowService on(
            BitcoinNode node, Watcher watcher, InstantSource clock, Consumer<ServiceEvent> listener) {
        return new EscrowService(node, watcher, clock, listener);
    }

    /**
     * Opens a loan, the terms of which the parties agreed on, and watches its addresses from the next block on.
     *
     * @throws IllegalArgumentException if there is a loan of that number already
     */
    public Loan open(LoanTerms terms) {
        return add(Loan.open(terms));
    }

    /** As {@link #open}, for terms that wait for the parties' signatures: see {@link Command.Agree}. */
    public Loan offer(LoanTerms terms) {
        return add(Loan.offer(terms));
    }

    private Loan add(Loan loan) {
        if (loans.containsKey(loan.number())) {
            throw new IllegalArgumentException("there is a loan " + loan.number() + " already");
        }
        watcher.watch(loan.terms().escrows().scripts(), Birth.now(), "loan " + loan.number());
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

    /**
     * The same with the times that it is now, for parties that trust this node and this clock.
     *
     * @throws RpcException if the node does not answer
     */
    public ChainView view() {
        Ledger ledger = ledger();
        return new ChainView(
                ledger,
                clock.instant(),
                ChainTime.medianTimePast(node, ledger.tip().height()));
    }

    /** Follows the chain to its tip, and tells every loan what that means for it, and how late it is. */
    public void poll() {
        WatchStatus status = watcher.catchUp();
        if (status instanceof WatchStatus.NodeBehind) {
            LOG.warn("nothing can be said of now: {}", status);
        }
        List<DepositChange> changes = new ArrayList<>();
        watcher.deliver(CONSUMER, event -> changes.add(event.change()));
        for (Loan loan : List.copyOf(loans.values())) {
            changes.stream()
                    .filter(change -> loan.terms()
                            .escrows()
                            .byScript(change.deposit().scriptPubKey())
                            .isPresent())
                    .forEach(change -> listener.accept(new ServiceEvent.DepositChanged(loan.number(), change)));
            Holdings holdings = Holdings.of(ledger(), loan.terms());
            if (!holdings.equals(loan.state().holdings())) {
                tell(loan.number(), new Fact.ChainObserved(holdings, clock.instant()));
            }
            tell(loan.number(), new Fact.TimePassed(clock.instant()));
            if (loan(loan.number()).state() instanceof Settling settling && settling.isUnseen()) {
                send(loan.number(), settling.latest().txid());
            }
        }
    }

    private void tell(int loanNumber, Fact fact) {
        Loan loan = loan(loanNumber);
        apply(loan, loan.on(fact));
    }

    /** Tells every loan the price. */
    public void observePrice(Price price) {
        Quote quote = new Quote(price, clock.instant());
        List.copyOf(loans.keySet()).forEach(loan -> tell(loan, new Fact.PriceObserved(quote)));
    }

    /** Tells a loan what the lender's own loan system says is owed. */
    public void observeDebt(int loanNumber, BigMoney owed) {
        tell(loanNumber, new Fact.DebtStated(owed, clock.instant()));
    }

    /**
     * Puts a command to a loan. A {@link Command.Settle} comes from {@link #settle} alone and is rejected here, as is a
     * {@link Command.Bump}.
     */
    public Decision handle(int loanNumber, Command command) {
        return command instanceof Command.Settle || command instanceof Command.Bump
                ? new Decision.Rejected("hand the signed PSBTs in instead")
                : decide(loanNumber, command);
    }

    private Decision decide(int loanNumber, Command command) {
        Loan loan = loan(loanNumber);
        Decision decision = loan.on(command);
        if (decision instanceof Decision.Accepted accepted) {
            apply(loan, accepted.update());
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
        return SettlementQuestion.of(loan, ledger(), ledger().tip().height())
                .map(question -> SettlementPlanner.plan(question, estimateFeeRate(loan.terms())));
    }

    /**
     * Plans the replacement of the settlement that is under way, with a higher fee; to be signed anew and handed to
     * {@link #settle} as the first one was.
     *
     * @throws org.escrowkit.core.settlement.SettlementException if none is under way, or the terms allow no higher fee
     */
    public SettlementPlan planReplacement(int loanNumber, FeeRate rate) {
        return SettlementPlan.underWay(loan(loanNumber), ledger()).bumped(rate);
    }

    private FeeRate estimateFeeRate(LoanTerms terms) {
        return node.estimateFeeRate(FEE_TARGET_BLOCKS).orElse(terms.fees().floor());
    }

    /**
     * Combines the parties' PSBTs, and sends the transaction once the loan is known to be settling by it. Everything is
     * validated before anything changes, by the review that stands before each signature too.
     *
     * @param evidence that came with the PSBTs
     */
    public SettlementResult settle(int loanNumber, List<Psbt> signed, Evidence evidence) {
        LoanCase settled = new LoanCase(loan(loanNumber), evidence);
        HandedIn handedIn = HandedIn.of(signed, psbt -> Policy.review(psbt, settled, strictest()), node);
        if (!(handedIn instanceof HandedIn.Ready ready)) {
            return new SettlementResult.Refused(((HandedIn.Refused) handedIn).reason());
        }
        Transaction transaction = ready.transaction();
        SignedSettlement settlement = answered(settled.loan(), transaction).signed(transaction.txid());
        return sent(transaction, List.of(loanNumber), List.of(settlement));
    }

    /**
     * Plans one transaction for the liquidations that are due of these loans, at the node's fee estimate.
     *
     * @throws org.escrowkit.core.settlement.SettlementException if they are no batch: see
     *     {@link SettlementPlanner#batch}
     */
    public BatchPlan planBatch(List<Integer> loanNumbers) {
        int height = ledger().tip().height();
        List<SettlementQuestion> questions = loanNumbers.stream()
                .flatMap(number -> SettlementQuestion.of(loan(number), ledger(), height).stream())
                .toList();
        return SettlementPlanner.batch(
                questions, estimateFeeRate(loan(loanNumbers.get(0)).terms()));
    }

    /**
     * As {@link #settle}, for all loans of a batch: all of them settle by it, or none.
     *
     * @param cases the loans' numbers, each with its evidence
     */
    public SettlementResult settleBatch(Map<Integer, Evidence> cases, List<Psbt> signed) {
        List<LoanCase> settled = cases.entrySet().stream()
                .map(entry -> new LoanCase(loan(entry.getKey()), entry.getValue()))
                .toList();
        HandedIn handedIn = HandedIn.of(signed, psbt -> Policy.reviewBatch(psbt, settled, strictest()), node);
        if (!(handedIn instanceof HandedIn.Ready ready)) {
            return new SettlementResult.Refused(((HandedIn.Refused) handedIn).reason());
        }
        Transaction transaction = ready.transaction();
        int height = Math.toIntExact(transaction.lockTime());
        List<SettlementQuestion> questions = settled.stream()
                .map(one -> SettlementQuestion.of(one.loan(), ledger(), height).orElseThrow())
                .toList();
        BatchPlan plan = SettlementPlanner.batchWithFee(questions, transaction);
        List<Integer> numbers = plan.parts().stream()
                .map(part -> part.question().terms().loanNumber())
                .toList();
        return sent(transaction, numbers, plan.signed(transaction.txid()));
    }

    /** The arbiter's is the strictest review: where the lender must sign, it asks for that signature. */
    private SignerRecords strictest() {
        ChainView view = view();
        return SignerRecords.of(Role.ARBITER, view.ledger(), view.now(), view.chainTime());
    }

    /** Every loan agrees before the first of them is settling by it, and it goes out after that. */
    private SettlementResult sent(Transaction transaction, List<Integer> loanNumbers, List<SignedSettlement> signed) {
        Map<Loan, LoanUpdate> updates = new LinkedHashMap<>();
        for (int i = 0; i < signed.size(); i++) {
            Loan loan = loan(loanNumbers.get(i));
            SignedSettlement settlement = signed.get(i);
            Decision decision = loan.on(
                    loan.state() instanceof Settling ? new Command.Bump(settlement) : new Command.Settle(settlement));
            if (decision instanceof Decision.Rejected rejected) {
                return new SettlementResult.Refused(rejected.reason());
            }
            updates.put(loan, ((Decision.Accepted) decision).update());
        }
        settlements.put(transaction.txid(), transaction);
        updates.forEach(this::apply);
        return new SettlementResult.Sent(transaction.txid());
    }

    /** The plan that a reviewed transaction carries out. */
    private SettlementPlan answered(Loan loan, Transaction transaction) {
        if (loan.state() instanceof Settling) {
            SettlementPlan latest = SettlementPlan.underWay(loan, ledger());
            return latest.bumpedTo(fee(latest.question(), transaction));
        }
        SettlementQuestion question = SettlementQuestion.of(loan, ledger(), Math.toIntExact(transaction.lockTime()))
                .orElseThrow();
        return SettlementPlanner.planWithFee(question, fee(question, transaction));
    }

    private static Coin fee(SettlementQuestion question, Transaction transaction) {
        return transaction.outputs().stream().map(TransactionOutput::value).reduce(question.total(), Coin::subtract);
    }

    private void apply(Loan loan, LoanUpdate update) {
        LoanState before = loan.state();
        LoanState after = update.loan().state();
        loans.put(loan.number(), update.loan());
        if (!before.name().equals(after.name())) {
            LOG.info("loan {}: {} → {}", loan.number(), before.name(), after.name());
            listener.accept(new ServiceEvent.StateChanged(loan.number(), before, after));
        }
        for (LoanAction action : update.actions()) {
            listener.accept(new ServiceEvent.ActionDue(loan.number(), action));
            if (action instanceof LoanAction.Broadcast broadcast) {
                send(loan.number(), broadcast.txid());
            }
        }
    }

    /** A settlement that does not get out now goes out at a later poll: the loan is settling by it already. */
    private void send(int loanNumber, Sha256Hash txid) {
        try {
            node.broadcast(Objects.requireNonNull(settlements.get(txid)));
        } catch (RpcException notSent) {
            var alarm = new LoanAction.RaiseAlarm("settlement not sent yet: " + notSent.getMessage());
            listener.accept(new ServiceEvent.ActionDue(loanNumber, alarm));
        }
    }
}
