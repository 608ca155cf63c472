package org.escrowkit.core.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.Awarded;
import org.escrowkit.core.loan.Cancelled;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Compromised;
import org.escrowkit.core.loan.Conflicted;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.LoanUpdate;
import org.escrowkit.core.loan.MarginMath;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/**
 * One life of a loan on a chain of its own, as a seed has it: parties that delay, vanish, race and cheat, prices that
 * fall, blocks that are reorganised. After each event the loan is compared with what a person with a calculator knows.
 */
final class SimulatedLoan {
    private static final FeeRate RATE = FeeRate.ofSatsPerVb(5);
    private static final int LAST_STEPS = 40;

    private final Random random;
    private final LoanTerms terms;
    private final TestChain chain;
    private final Map<Sha256Hash, Transaction> mempool = new LinkedHashMap<>();
    private final Map<Sha256Hash, Transaction> settlements = new HashMap<>();
    private final Map<Sha256Hash, SettlementPlan> plans = new HashMap<>();
    private final Deque<List<Transaction>> blocks = new ArrayDeque<>();
    private final List<LoanEvent> history = new ArrayList<>();
    private final Set<Sha256Hash> funded = new HashSet<>();
    private final Map<String, Integer> tally;
    private Loan loan;
    private BigDecimal price = new BigDecimal("60000");
    private Instant now = TestLoans.START;
    private BigMoney repaid = TestLoans.usd("0");
    private int salt;

    SimulatedLoan(long seed, LoanTerms terms, Map<String, Integer> tally) {
        this.random = new Random(seed);
        this.terms = terms;
        this.tally = tally;
        this.chain = TestChain.watching(terms.escrows().scripts().toArray(ByteString[]::new));
        this.loan = Loan.open(terms);
    }

    void live(int steps) {
        priced();
        if (random.nextInt(6) > 0) {
            begin();
        }
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        end();
        replay();
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
        Transaction paying = TestChain.paying(salt++, script, value);
        funded.add(paying.txid());
        mempool.put(paying.txid(), paying);
        look();
    }

    private void mine(int count) {
        for (int i = 0; i < count; i++) {
            List<Transaction> block = i == 0 && random.nextInt(5) > 0 ? List.copyOf(mempool.values()) : List.of();
            block.forEach(transaction -> mempool.remove(transaction.txid()));
            blocks.push(block);
            chain.mine(block.toArray(Transaction[]::new));
        }
        look();
    }

    /** What the lost blocks held is in the mempool again, mostly. */
    private void reorganise(int depth) {
        int lost = Math.min(depth, blocks.size());
        for (int i = 0; i < lost; i++) {
            chain.disconnect();
            for (Transaction transaction : blocks.pop()) {
                if (isNeeded(transaction.txid()) || random.nextInt(8) > 0) {
                    mempool.put(transaction.txid(), transaction);
                }
            }
        }
        keepWhatCanConfirm();
        for (int i = 0; i <= lost; i++) {
            blocks.push(List.of());
            chain.mine();
        }
        if (lost > 0) {
            count("reorg");
        }
        look();
    }

    /** A child whose parent is gone, or whose coin another one took, is gone as well. */
    private void keepWhatCanConfirm() {
        Map<Outpoint, Sha256Hash> spent = new HashMap<>();
        boolean changed = true;
        while (changed) {
            changed = mempool.values()
                    .removeIf(transaction -> transaction.inputs().stream()
                            .map(TransactionInput::outpoint)
                            .anyMatch(outpoint -> isOurs(outpoint) && !exists(outpoint)));
        }
        mempool.values()
                .removeIf(transaction -> transaction.inputs().stream()
                        .anyMatch(input -> spent.putIfAbsent(input.outpoint(), transaction.txid()) != null));
    }

    /** Whether a signed settlement spends it. */
    private boolean isNeeded(Sha256Hash txid) {
        return settlements.values().stream()
                .flatMap(settlement -> settlement.inputs().stream())
                .anyMatch(input -> input.outpoint().txid().equals(txid));
    }

    private boolean isOurs(Outpoint outpoint) {
        return settlements.containsKey(outpoint.txid()) || funded.contains(outpoint.txid());
    }

    private boolean exists(Outpoint outpoint) {
        return mempool.containsKey(outpoint.txid())
                || blocks.stream()
                        .flatMap(List::stream)
                        .anyMatch(transaction -> transaction.txid().equals(outpoint.txid()));
    }

    private void look() {
        chain.mempool(mempool.values().toArray(Transaction[]::new));
        Holdings holdings = Holdings.of(chain.ledger(), terms);
        if (!holdings.equals(loan.state().holdings())) {
            hear(new Fact.ChainObserved(holdings, now));
        }
    }

    private void move() {
        int percent = random.nextInt(5) == 0 ? -35 + random.nextInt(60) : -8 + random.nextInt(17);
        price = price.add(price.movePointLeft(2).multiply(BigDecimal.valueOf(percent)))
                .setScale(2, java.math.RoundingMode.HALF_UP)
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
            pay(all ? owed : TestLoans.usd(String.valueOf(1 + random.nextInt(9_000))));
        }
    }

    private void pay(BigMoney amount) {
        if (command(new Command.RecordRepayment(amount, now))) {
            repaid = repaid.plus(amount);
        }
    }

    private void settle() {
        if (loan.state().demands().isEmpty()) {
            return;
        }
        SettlementPlan plan;
        try {
            plan = SettlementPlanner.plan(
                    SettlementQuestion.of(loan, chain.ledger(), 0).orElseThrow(), RATE);
        } catch (SettlementException impossible) {
            count("no plan");
            return;
        }
        checkPlan(plan);
        Transaction transaction = plan.unsigned();
        settlements.put(transaction.txid(), transaction);
        plans.put(transaction.txid(), plan);
        if (command(new Command.Settle(plan.signed(transaction.txid())))) {
            count(plan.intent().getClass().getSimpleName());
        }
    }

    /** No satoshi is lost or made, and each side gets at least what the terms say. */
    private void checkPlan(SettlementPlan plan) {
        Coin in = plan.coins().stream().map(Deposit::value).reduce(Coin.ZERO, Coin::add);
        Coin out =
                plan.unsigned().outputs().stream().map(TransactionOutput::value).reduce(Coin.ZERO, Coin::add);
        assertEquals(in, out.add(plan.fee()));
        assertEquals(
                out,
                plan.toLender().add(plan.toArbiter()).add(plan.toBorrower()).add(plan.kept()));
        Coin most = terms.fees().most(in).add(plan.mostUnpayableSurplus());
        assertFalse(plan.fee().isGreaterThan(most), () -> plan.fee() + " of " + in);
        SettlementIntent intent = plan.intent();
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            Coin due = liquidation.due();
            assertFalse(plan.toLender().isGreaterThan(due), "the lender gets more than is due");
            boolean whole = plan.toLender().equals(due);
            assertTrue(
                    whole || plan.toBorrower().isZero() || lenderBearsFee(), "the borrower gets what is the lender's");
        } else if (intent instanceof SettlementIntent.PartialLiquidation part) {
            BigMoney left = part.owed().minus(MarginMath.credited(plan.toLender(), part.price(), part.penalty()));
            assertFalse(
                    plan.kept().isLessThan(part.target().collateralFor(left, part.price())), "the target is missed");
            assertTrue(plan.toBorrower().isZero());
        } else {
            boolean award = intent instanceof SettlementIntent.AwardSplit;
            assertTrue(award || plan.toLender().isZero(), "the lender gets a part of a " + intent);
        }
    }

    private boolean lenderBearsFee() {
        return terms.fees().bearer() == org.escrowkit.core.loan.FeeBearer.LENDER;
    }

    private void bumpOrEvict() {
        if (!(loan.state() instanceof Settling settling)) {
            return;
        }
        SettlementPlan plan = plans.get(settling.latest().txid());
        if (random.nextInt(3) == 0) {
            mempool.remove(settling.latest().txid());
            look();
        } else if (plan != null && mempool.containsKey(settling.latest().txid())) {
            try {
                SettlementPlan bumped = plan.bumped(FeeRate.ofSatsPerVb(20));
                Transaction transaction = bumped.unsigned();
                settlements.put(transaction.txid(), transaction);
                plans.put(transaction.txid(), bumped);
                mempool.remove(settling.latest().txid());
                command(new Command.Bump(bumped.signed(transaction.txid())));
                count("bump");
            } catch (SettlementException impossible) {
                count("no bump");
            }
        }
    }

    private void quarrel() {
        if (!(loan.state() instanceof Disputed)) {
            command(new Command.Dispute(random.nextBoolean() ? Role.BORROWER : Role.LENDER));
        } else if (random.nextBoolean()) {
            command(new Command.WithdrawDispute());
        } else {
            long value = loan.state().holdings().value().value;
            Coin toLender = Coin.valueOf(value / (1 + random.nextInt(4)));
            command(new Command.Award(new SettlementIntent.AwardSplit(toLender, Coin.ZERO)));
        }
    }

    /** Two parties take all coins together, past the loan. */
    private void steal() {
        Outpoint[] coins = loan.state().holdings().coins().stream()
                .map(org.escrowkit.core.loan.PledgedCoin::outpoint)
                .toArray(Outpoint[]::new);
        if (coins.length > 0) {
            Transaction theft = TestChain.spending(salt++, coins);
            mempool.put(theft.txid(), theft);
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
        for (LoanAction action : update.actions()) {
            if (action instanceof LoanAction.Broadcast broadcast) {
                send(broadcast.txid());
            }
        }
    }

    private void send(Sha256Hash txid) {
        Transaction transaction = java.util.Objects.requireNonNull(settlements.get(txid));
        Set<Outpoint> coins = transaction.inputs().stream()
                .map(TransactionInput::outpoint)
                .collect(java.util.stream.Collectors.toSet());
        boolean free = loan.state().holdings().taken().stream()
                .noneMatch(coin -> coins.contains(coin.coin().outpoint()));
        if (free && !mempool.containsKey(txid)) {
            mempool.put(txid, transaction);
            look();
        }
    }

    private void check() {
        Optional<SettlementIntent> demanded = loan.state().demands();
        demanded.ifPresent(intent -> {
            boolean allowed = !(intent instanceof SettlementIntent.Release)
                    || loan.state() instanceof Repaid
                    || loan.state() instanceof Conflicted;
            assertTrue(allowed, "a release of a loan with debt");
        });
        if (loan.state() instanceof Running running) {
            assertFalse(running.position().owed(terms, now).isNegative());
            assertTrue(repaid.isZero() || loan.state().holdings() != null);
        }
    }

    /** Whoever wants it to end can bring it to an end: everything is paid, awarded, signed and mined. */
    private void end() {
        for (int i = 0; i < LAST_STEPS && !isOver(); i++) {
            now = now.plus(Duration.ofHours(1));
            priced();
            hear(new Fact.TimePassed(now));
            if (loan.state() instanceof Disputed) {
                command(new Command.WithdrawDispute());
            }
            if (loan.state() instanceof Running && loan.state().demands().isEmpty()) {
                repay(/* all= */ true);
            }
            command(new Command.Disburse(now));
            command(new Command.Cancel());
            settle();
            if (loan.state() instanceof Settling settling && settling.isUnseen()) {
                send(settling.latest().txid());
            }
            blocks.push(List.copyOf(mempool.values()));
            chain.mine(mempool.values().toArray(Transaction[]::new));
            mempool.clear();
            look();
            mineEmpty();
        }
        assertTrue(
                isOver(),
                () -> "a life without an end: " + loan.state().name() + ", "
                        + loan.state().demands() + ", " + loan.state().holdings());
        count("ended " + loan.state().name());
    }

    private void mineEmpty() {
        for (int i = 0; i < TestLoans.CONFIRMATIONS; i++) {
            blocks.push(List.of());
            chain.mine();
        }
        look();
    }

    private boolean isOver() {
        // A loan whose coins a reorganisation took for good has nothing left to release or to divide.
        boolean ended = loan.state() instanceof Ended
                || loan.state() instanceof Repaid
                || loan.state() instanceof Awarded
                || loan.state() instanceof Cancelled;
        return loan.state() instanceof Compromised || (ended && settlesNothing());
    }

    /** Crumbs that cannot pay for their own transaction stay where they are. */
    private boolean settlesNothing() {
        if (loan.state().demands().isEmpty()) {
            return true;
        }
        try {
            SettlementPlanner.plan(
                    SettlementQuestion.of(loan, chain.ledger(), 0).orElseThrow(), RATE);
            return false;
        } catch (SettlementException impossible) {
            return true;
        }
    }

    private void replay() {
        assertEquals(loan, Loan.replay(Loan.open(terms), history));
    }

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }
}
