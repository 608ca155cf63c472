package org.escrowkit.core.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.LoanUpdate;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/**
 * One life of a loan on a chain of its own, as a seed has it: parties that delay, vanish, race and steal, prices that
 * fall, blocks that are reorganised, coins that are lost for good. In a reviewed life every settlement and every
 * replacement is reviewed and signed by two parties, in another it is sent unsigned. After each event the loan is
 * compared with what a person with a calculator knows.
 */
final class SimulatedLoan {
    private static final FeeRate RATE = FeeRate.ofSatsPerVb(5);
    private static final int LAST_STEPS = 60;

    private final Random random;
    private final LoanTerms terms;
    private final SimulatedChain chain;
    private final HonestSigners signers;
    private final Map<Sha256Hash, Transaction> settlements = new HashMap<>();
    private final Map<Sha256Hash, SettlementPlan> plans = new HashMap<>();
    private final List<LoanEvent> history = new ArrayList<>();
    private final Map<String, Integer> tally;
    private final boolean reviewed;
    private final boolean falling;
    private Loan loan;
    private BigDecimal price = new BigDecimal("60000");
    private Instant now = TestLoans.START;
    private int salt;

    SimulatedLoan(long seed, LoanTerms terms, boolean reviewed, Map<String, Integer> tally) {
        this.random = new Random(seed);
        this.terms = terms;
        this.reviewed = reviewed;
        this.tally = tally;
        this.falling = random.nextInt(3) == 0;
        this.chain = new SimulatedChain(random, terms.escrows().scripts());
        this.signers = new HonestSigners(random);
        this.loan = Loan.open(terms);
    }

    void live(int steps) {
        priced();
        if (random.nextInt(6) > 0) {
            begin();
        }
        for (int i = 0; i < steps; i++) {
            step();
            LifeBooks.check(loan, now);
        }
        end();
        LifeBooks.checkPaid(chain.mined(), plans);
        assertEquals(loan, Loan.replay(Loan.open(terms), history));
    }

    /** Most loans are funded and handed out as agreed: what comes after is of more interest. */
    private void begin() {
        pay(
                Coin.valueOf(100_000_000L + random.nextInt(30_000_000)),
                terms.escrow().scriptPubKey());
        mine(1);
        mine(TestLoans.CONFIRMATIONS);
        command(new Command.Disburse(now));
    }

    private void step() {
        switch (random.nextInt(18)) {
            case 0, 1 -> deposit();
            case 2, 3, 4 -> mine(1 + random.nextInt(4));
            case 5 -> reorganise(1 + random.nextInt(4));
            case 6, 7 -> move();
            case 8 -> pass(Duration.ofHours(random.nextInt(60)));
            case 9, 10 -> command(new Command.Disburse(now));
            case 11 -> repay(random.nextInt(3) == 0);
            case 12 ->
                command(
                        random.nextBoolean()
                                ? new Command.ReleaseExcess(Optional.empty(), now)
                                : new Command.Consolidate());
            case 13, 14 -> settle();
            case 15 -> bumpOrEvict();
            case 16 -> quarrel();
            default -> rare();
        }
    }

    private void rare() {
        switch (random.nextInt(9)) {
            case 0 -> steal();
            case 1 -> pass(Duration.ofDays(random.nextInt(400)));
            case 2 -> command(new Command.Cancel());
            case 3 -> hear(new Fact.DebtStated(TestLoans.usd(String.valueOf(random.nextInt(40_000))), now));
            case 4 -> regain();
            default -> priced();
        }
    }

    private void deposit() {
        List<ByteString> scripts = terms.escrows().scripts();
        ByteString script = scripts.get(random.nextInt(8) == 0 ? random.nextInt(scripts.size()) : 0);
        Coin value = switch (random.nextInt(6)) {
            case 0 -> Coin.valueOf(1 + random.nextInt(30_000));
            case 1 -> Coin.valueOf(5_000_000L + random.nextInt(50_000_000));
            default -> Coin.valueOf(100_000_000L + random.nextInt(60_000_000));
        };
        pay(value, script);
    }

    private void pay(Coin value, ByteString script) {
        chain.pay(salt++, script, value);
        look();
    }

    private void mine(int count) {
        chain.mine(count);
        look();
    }

    private void reorganise(int depth) {
        if (chain.reorganise(depth)) {
            count("reorg");
        }
        look();
    }

    private void regain() {
        if (chain.regain()) {
            count("regained");
            look();
        }
    }

    private void look() {
        Holdings holdings = Holdings.of(chain.look(), terms);
        if (!holdings.equals(loan.state().holdings())) {
            hear(new Fact.ChainObserved(holdings, now));
        }
    }

    private void move() {
        int percent = random.nextInt(5) == 0 ? -35 + random.nextInt(60) : -8 + random.nextInt(17) - (falling ? 12 : 0);
        price = price.add(price.movePointLeft(2).multiply(BigDecimal.valueOf(percent)))
                .setScale(2, RoundingMode.HALF_UP)
                .max(new BigDecimal("1000"));
        priced();
    }

    private void priced() {
        hear(new Fact.PriceObserved(new Quote(new Price(TestLoans.usd(price.toPlainString())), now)));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        hear(new Fact.TimePassed(now));
        if (random.nextBoolean()) {
            priced();
        }
    }

    private void repay(boolean all) {
        if (!(loan.state() instanceof Running running)) {
            return;
        }
        BigMoney owed = running.position().owed(terms, now);
        if (owed.isPositive()) {
            BigMoney amount = all ? owed : TestLoans.usd(String.valueOf(1 + random.nextInt(9_000)));
            command(new Command.RecordRepayment(amount, now));
        }
    }

    private void settle() {
        if (loan.state().demands().isEmpty()) {
            return;
        }
        if (!signers.haveWaited(loan, now)) {
            count("waits for a veto");
            return;
        }
        SettlementPlan plan;
        try {
            plan = SettlementPlanner.plan(question(), RATE);
        } catch (SettlementException impossible) {
            count("no plan");
            return;
        }
        LifeBooks.check(plan);
        SignedSettlement signed = sign(plan);
        assertTrue(command(new Command.Settle(signed)));
        count(plan.intent().getClass().getSimpleName());
    }

    private SettlementQuestion question() {
        return SettlementQuestion.of(loan, chain.ledger(), chain.ledger().tip().height())
                .orElseThrow();
    }

    private SignedSettlement sign(SettlementPlan plan) {
        Transaction transaction = plan.unsigned();
        if (reviewed) {
            transaction = signers.sign(loan, plan, chain.ledger(), now);
            count("reviews", 2);
        }
        settlements.put(transaction.txid(), transaction);
        plans.put(transaction.txid(), plan);
        return plan.signed(transaction.txid());
    }

    private void bumpOrEvict() {
        if (!(loan.state() instanceof Settling settling)) {
            return;
        }
        Sha256Hash latest = settling.latest().txid();
        if (random.nextInt(3) == 0) {
            chain.evict(latest);
            look();
        } else if (chain.isWaiting(latest)) {
            bump(latest);
        }
    }

    private void bump(Sha256Hash latest) {
        SettlementPlan bumped;
        try {
            bumped = SettlementPlan.underWay(loan, chain.ledger()).bumped(FeeRate.ofSatsPerVb(20));
        } catch (SettlementException impossible) {
            count("no bump");
            return;
        }
        SignedSettlement signed = sign(bumped);
        chain.evict(latest);
        assertTrue(command(new Command.Bump(signed)));
        count("bump");
    }

    private void quarrel() {
        if (!(loan.state() instanceof Disputed)) {
            command(new Command.Dispute(random.nextBoolean() ? Role.BORROWER : Role.LENDER));
        } else if (random.nextBoolean()) {
            command(new Command.WithdrawDispute());
        } else {
            award();
        }
    }

    private void award() {
        long value = loan.state().holdings().value().value;
        Coin toLender = Coin.valueOf(value / (1 + random.nextInt(4)));
        command(new Command.Award(new SettlementIntent.AwardSplit(toLender, Coin.ZERO)));
    }

    /** Two parties take all coins together, past the loan. */
    private void steal() {
        Outpoint[] coins = loan.state().holdings().coins().stream()
                .map(PledgedCoin::outpoint)
                .toArray(Outpoint[]::new);
        if (coins.length > 0 && chain.send(TestChain.spending(salt++, coins))) {
            count("theft");
            look();
        }
    }

    private boolean command(Command command) {
        if (!(loan.on(command) instanceof Decision.Accepted accepted)) {
            return false;
        }
        history.add(command);
        take(accepted.update());
        return true;
    }

    private void hear(Fact fact) {
        history.add(fact);
        take(loan.on(fact));
    }

    private void take(LoanUpdate update) {
        loan = update.loan();
        count(loan.state().name());
        signers.notice(loan, now);
        for (LoanAction action : update.actions()) {
            if (action instanceof LoanAction.Broadcast broadcast) {
                send(broadcast.txid());
            }
        }
    }

    private void send(Sha256Hash txid) {
        if (chain.send(Objects.requireNonNull(settlements.get(txid)))) {
            look();
        }
    }

    /** Whoever wants it to end can bring it to an end: everything is paid, awarded, signed and mined. */
    private void end() {
        for (int i = 0; i < LAST_STEPS && !isOver(); i++) {
            now = now.plus(Duration.ofHours(1));
            priced();
            hear(new Fact.TimePassed(now));
            command(new Command.WithdrawDispute());
            if (loan.state() instanceof Running && loan.state().demands().isEmpty()) {
                repay(/* all= */ true);
            }
            if (loan.state().demands().isEmpty()) {
                award();
            }
            command(new Command.Disburse(now));
            command(new Command.Cancel());
            settle();
            if (loan.state() instanceof Settling settling && settling.isUnseen()) {
                send(settling.latest().txid());
            }
            chain.bury(TestLoans.CONFIRMATIONS);
            look();
        }
        assertTrue(
                isOver(),
                () -> "a life without an end: " + loan.state().name() + ", "
                        + loan.state().demands() + ", " + loan.state().holdings());
        assertFalse(loan.state() instanceof Settling);
        count("ended " + loan.state().name());
    }

    private boolean isOver() {
        return LifeBooks.mayBeOver(loan.state()) && settlesNothing();
    }

    /** Crumbs that cannot pay for their own transaction stay where they are. */
    private boolean settlesNothing() {
        if (loan.state().demands().isEmpty()) {
            return true;
        }
        try {
            SettlementPlanner.plan(question(), RATE);
            return false;
        } catch (SettlementException impossible) {
            return true;
        }
    }

    private void count(String what) {
        count(what, 1);
    }

    private void count(String what, int times) {
        tally.merge(what, times, Integer::sum);
    }
}
