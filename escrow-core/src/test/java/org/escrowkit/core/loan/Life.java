package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.START;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.vault.Role;

/** A loan that a test leads through its life, with the little of a chain that the loan can see. */
final class Life {
    private static final Coin FEE = Coin.valueOf(1_000);

    private final List<LoanEvent> history = new ArrayList<>();
    private final Map<Outpoint, PledgedCoin> coins = new TreeMap<>();
    private final Map<Outpoint, TakenCoin> taken = new TreeMap<>();
    private final Map<Outpoint, PledgedCoin> lost = new LinkedHashMap<>();
    private final Loan start;
    private Loan loan;
    private List<LoanAction> actions = List.of();
    private Coin pending = Coin.ZERO;
    private Instant now = START;
    private int salt;

    private Life(Loan start) {
        this.start = start;
        this.loan = start;
    }

    static Life open() {
        return open(TestLoans.TERMS);
    }

    static Life open(LoanTerms terms) {
        return new Life(Loan.open(terms));
    }

    static Life offered() {
        return new Life(Loan.offer(TestLoans.TERMS));
    }

    /** USD 30,000 handed out against one bitcoin at 60,000. */
    static Life active() {
        return active(TestLoans.TERMS);
    }

    static Life active(LoanTerms terms) {
        return open(terms).deposits("1").costs("60000").disburses();
    }

    Loan loan() {
        return loan;
    }

    LoanState state() {
        return loan.state();
    }

    Position position() {
        return assertInstanceOf(Running.class, loan.state()).position();
    }

    Instant now() {
        return now;
    }

    List<LoanAction> actions() {
        return actions;
    }

    /** The reasons of the alarms that the last event raised. */
    List<String> alarms() {
        return actions.stream()
                .filter(LoanAction.RaiseAlarm.class::isInstance)
                .map(action -> ((LoanAction.RaiseAlarm) action).reason())
                .toList();
    }

    Life is(String name) {
        assertEquals(name, loan.state().name());
        return this;
    }

    Life does(LoanAction... expected) {
        assertEquals(List.of(expected), actions);
        return this;
    }

    Life hears(Fact fact) {
        LoanUpdate update = loan.on(fact);
        history.add(fact);
        loan = update.loan();
        actions = update.actions();
        return this;
    }

    Life obeys(Command command) {
        Decision decision = loan.on(command);
        if (!(decision instanceof Decision.Accepted accepted)) {
            return fail(command + ": " + decision);
        }
        history.add(command);
        loan = accepted.update().loan();
        actions = accepted.update().actions();
        return this;
    }

    String refuses(Command command) {
        return assertInstanceOf(Decision.Rejected.class, loan.on(command)).reason();
    }

    Life waits(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** So much later the loan is told the time. */
    Life passes(Duration time) {
        now = now.plus(time);
        return hears(new Fact.TimePassed(now));
    }

    Life costs(String usdForOneBitcoin) {
        return hears(new Fact.PriceObserved(new Quote(price(usdForOneBitcoin), now)));
    }

    Life states(String usd) {
        return hears(new Fact.DebtStated(usd(usd), now));
    }

    Life disburses() {
        return obeys(new Command.Disburse(now));
    }

    Life repays(String usd) {
        return obeys(repayment(usd));
    }

    Command repayment(String usd) {
        return new Command.RecordRepayment(usd(usd), now);
    }

    /** A coin becomes final. */
    Life deposits(String bitcoin) {
        add(TestLoans.btc(bitcoin));
        return looks();
    }

    private void add(Coin value) {
        Outpoint outpoint = new Outpoint(TestChain.hash("coin " + salt++), 0);
        coins.put(outpoint, new PledgedCoin(outpoint, value));
    }

    Life sees(String pendingBitcoin) {
        pending = TestLoans.btc(pendingBitcoin);
        return looks();
    }

    /** A reorganisation takes the last coin. */
    Life losesACoin() {
        Outpoint last = coins.keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
        lost.put(last, Objects.requireNonNull(coins.remove(last)));
        return looks();
    }

    /** The coin that was lost first is confirmed again. */
    Life regainsTheFirstLost() {
        Outpoint first = lost.keySet().iterator().next();
        coins.put(first, Objects.requireNonNull(lost.remove(first)));
        return looks();
    }

    /** The coins that a reorganisation took are confirmed again. */
    Life regainsItsCoins() {
        coins.putAll(lost);
        lost.clear();
        return looks();
    }

    Holdings holdings() {
        return new Holdings(List.copyOf(coins.values()), pending, List.copyOf(taken.values()));
    }

    Life looks() {
        return hears(new Fact.ChainObserved(holdings(), now));
    }

    /** All coins that are there, in a settlement of this name that gives the lender so much. */
    SignedSettlement signed(String name, Coin toLender) {
        SettlementIntent intent = loan.state().demands().orElseGet(SettlementIntent.Release::new);
        return new SignedSettlement(txid(name), intent, List.copyOf(coins.values()), toLender, Coin.valueOf(200), 0);
    }

    /** The last attempt with a higher fee, under this name. */
    SignedSettlement bumped(String name) {
        SignedSettlement latest = ((Settling) loan.state()).latest();
        return new SignedSettlement(
                txid(name),
                latest.intent(),
                latest.spent(),
                latest.toLender(),
                latest.fee().add(Coin.valueOf(200)),
                0);
    }

    static Sha256Hash txid(String name) {
        return TestChain.hash("settlement " + name);
    }

    /** The settlement that is demanded is signed, as a planner would have it. */
    Life settles(String name) {
        return obeys(new Command.Settle(signed(name, toLender())));
    }

    /** What a planner would give the lender of all that is there. */
    Coin toLender() {
        Coin all = Holdings.sum(List.copyOf(coins.values()));
        SettlementIntent intent = loan.state().demands().orElseThrow();
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            return liquidation.due().isGreaterThan(all) ? all.subtract(FEE) : liquidation.due();
        }
        if (intent instanceof SettlementIntent.PartialLiquidation partial) {
            return MarginMath.leastSale(partial.owed(), all, FEE, partial.price(), partial.penalty(), partial.target())
                    .orElseThrow();
        }
        return intent instanceof SettlementIntent.AwardSplit award ? award.toLender() : Coin.ZERO;
    }

    /** A transaction takes all coins, in the mempool or deep in the chain. */
    Life spent(Sha256Hash by, boolean deep, Role... signers) {
        coins.values().forEach(coin -> taken.put(coin.outpoint(), new TakenCoin(coin, by, deep, Set.of(signers))));
        taken.replaceAll(
                (outpoint, coin) -> coin.by().equals(by) ? new TakenCoin(coin.coin(), by, deep, coin.signers()) : coin);
        coins.clear();
        return looks();
    }

    /** The settlement is deep in the chain, and leaves so much at the loan's next address. */
    Life confirms(String name, Optional<Coin> kept) {
        kept.ifPresent(value -> {
            coins.values().forEach(coin -> taken.put(coin.outpoint(), took(coin, name)));
            coins.clear();
            Outpoint outpoint = new Outpoint(txid(name), 1);
            coins.put(outpoint, new PledgedCoin(outpoint, value));
        });
        return kept.isPresent() ? looks() : spent(txid(name), true, Role.LENDER, Role.BORROWER);
    }

    private static TakenCoin took(PledgedCoin coin, String name) {
        return new TakenCoin(coin, txid(name), /* deep= */ true, Set.of(Role.LENDER, Role.ARBITER));
    }

    /** A reorganisation takes the transaction out of the chain: its coins are back, and what it made is gone. */
    Life unconfirms(String name) {
        coins.keySet().removeIf(outpoint -> outpoint.txid().equals(txid(name)));
        taken.values().stream()
                .filter(coin -> coin.by().equals(txid(name)))
                .forEach(coin -> coins.put(coin.coin().outpoint(), coin.coin()));
        taken.values().removeIf(coin -> coin.by().equals(txid(name)));
        return looks();
    }

    /** That the history, played again from the start, gives this loan. */
    Life replays() {
        assertEquals(loan, Loan.replay(start, history));
        return this;
    }
}
