package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.Cancelled;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StorePlace;
import org.escrowkit.wallet.watch.Failpoints;
import org.joda.money.BigMoney;

/**
 * A service with three loans whose life follows from a seed, step by step, and that goes on after a death with the step
 * in which it died: what the world did then it does not do again, what the application asked for it asks for again.
 */
final class DoomedService implements AutoCloseable {
    static final int LOANS = 3;
    static final String SUBSCRIBER = "books";

    /** After these nobody quarrels, and every loan comes to its end. */
    private static final int STEPS = 22;

    private static final int MOST_STEPS = 90;
    private static final int BLOCKS_BEFORE = 12;
    private static final Duration STEP = Duration.ofMinutes(30);

    private final long seed;
    private final Path directory;
    private final Failpoints failpoints;
    final DiaryNode world;
    private final EscrowStore store;
    private final EscrowService service;
    private final Map<Role, SigningParty> parties = new EnumMap<>(Role.class);
    private Instant now = TestLoans.START;
    private Random random = new Random(0);
    private String price = "60000";

    DoomedService(long seed, Path directory, StorePlace place, Failpoints failpoints) {
        this.seed = seed;
        this.directory = directory;
        this.failpoints = failpoints;
        world = new DiaryNode(directory.resolve("world"));
        store = place.open(world.chain().genesis(), failpoints::beforeStatement);
        service = EscrowService.on(world.port(this::sending), store, () -> now);
        for (Role role : List.of(Role.LENDER, Role.ARBITER)) {
            TestSigner signer = new TestSigner(role, failpoints);
            Path log = directory.resolve(role.name());
            parties.put(role, SigningParty.open(role, signer, SigningLimits.NONE, log, Optional.empty()));
        }
    }

    @Override
    public void close() {
        parties.values().forEach(SigningParty::close);
        service.close();
    }

    EscrowService service() {
        return service;
    }

    static LoanId id(int loan) {
        return LoanId.of("loan/" + loan);
    }

    private static LoanTerms terms(int loan) {
        return TestLoans.terms(loan * TestLoans.ADDRESSES);
    }

    /** Persist, then act. */
    private void sending(Transaction transaction) {
        assertTrue(store.loans().settlement(transaction.txid()).isPresent(), () -> "seed " + seed + ": not stored");
        failpoints.pass("broadcast");
    }

    /** Lives until all loans are over. */
    void run() {
        failpoints.enter("open");
        service.subscribe(SUBSCRIBER);
        for (int loan = 0; loan < LOANS; loan++) {
            service.open(id(loan), terms(loan));
        }
        for (int step = 0; step < STEPS || !isOver(); step++) {
            assertTrue(step < MOST_STEPS, () -> "seed " + seed + ": " + states());
            if (!world.isMarked("done " + step)) {
                live(step);
                world.mark("done " + step);
            }
        }
        deliver();
    }

    private boolean isOver() {
        return loans().stream()
                .map(Loan::state)
                .allMatch(state -> (state instanceof Ended || state instanceof Cancelled)
                        && state.holdings().coins().isEmpty());
    }

    List<Loan> loans() {
        return IntStream.range(0, LOANS)
                .mapToObj(loan -> service.loan(id(loan)).loan())
                .toList();
    }

    private List<String> states() {
        return loans().stream().map(loan -> loan.state().name()).toList();
    }

    private void live(int step) {
        random = new Random(seed * 1_000 + step);
        boolean last = step >= STEPS;
        now = TestLoans.START.plus(STEP.multipliedBy(Math.min(step, STEPS)));
        if (last) {
            now = now.plus(Duration.ofDays(2L * (step - STEPS)));
        }
        if (!world.isMarked("world " + step)) {
            turn(step, last);
            world.mark("world " + step);
        }
        random = new Random(seed * 1_000 + step + 500);
        price = last ? "60000" : new BigDecimal(60_000 - random.nextInt(4) * 8_000).toPlainString();
        failpoints.enter("price");
        service.observePrice(new Price(TestLoans.usd(price)));
        failpoints.enter("poll");
        service.poll();
        for (int loan = 0; loan < LOANS; loan++) {
            command(step, loan, last);
            if (last || random.nextInt(3) > 0) {
                settle(loan);
            }
        }
        failpoints.enter("poll");
        service.poll();
        deliver();
    }

    /** What nobody asks the service for. */
    private void turn(int step, boolean last) {
        long time = now.getEpochSecond();
        if (step == 0) {
            IntStream.range(0, BLOCKS_BEFORE).forEach(block -> world.mine(time - BLOCKS_BEFORE + block));
        }
        if (step < LOANS) {
            deposit(step, step, Coin.COIN);
        } else if (!last && random.nextInt(6) == 0) {
            deposit(random.nextInt(LOANS), step, Coin.valueOf(10_000_000 + random.nextInt(40_000_000)));
        }
        switch (last ? 0 : random.nextInt(6)) {
            case 0, 1, 2 -> IntStream.rangeClosed(0, 3).forEach(block -> world.mine(time + block));
            case 3 -> world.mine(time);
            case 4 -> world.reorganise(1 + random.nextInt(2), time);
            default -> {}
        }
    }

    private void deposit(int loan, int step, Coin value) {
        String mark = "deposit " + step;
        if (world.isMarked(mark)) {
            return;
        }
        world.mark(mark);
        TransactionInput input =
                TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[] {(byte) loan, (byte) step}), 0), 0);
        TransactionOutput output =
                new TransactionOutput(value, terms(loan).escrow().scriptPubKey());
        world.submit(new Transaction(2, List.of(input), List.of(output), 0));
    }

    private void command(int step, int loan, boolean last) {
        failpoints.enter("command");
        Loan before = service.loan(id(loan)).loan();
        String key = step + "/" + loan;
        service.handle(LoanRequest.of(id(loan), new Command.Disburse(now)).once("disburse " + key));
        if (before.state() instanceof Running running && (last || random.nextInt(6) == 0)) {
            BigMoney owed = running.position().owed(before.terms(), now);
            BigMoney amount = last ? owed : TestLoans.usd("1000");
            if (owed.isPositive()) {
                service.handle(LoanRequest.of(id(loan), new Command.RecordRepayment(amount, now))
                        .once("repay " + key));
            }
        } else if (before.state() instanceof Active && random.nextInt(6) == 0) {
            service.handle(LoanRequest.of(id(loan), new Command.ReleaseExcess(Optional.empty(), now))
                    .once("excess " + key));
        }
    }

    private void settle(int number) {
        failpoints.enter("settle");
        LoanId id = id(number);
        Loan loan = service.loan(id).loan();
        Evidence evidence = TestEvidence.forDemand(loan, now);
        Optional<Psbt> plan = Optional.empty();
        try {
            if (loan.state() instanceof Settling settling) {
                if (settling.isUnseen() || random.nextInt(3) > 0) {
                    return;
                }
                int rate = 10 * (1 + settling.attempts().size());
                plan = Optional.of(
                        service.planReplacement(id, FeeRate.ofSatsPerVb(rate)).toPsbt(evidence));
            } else {
                plan = service.planSettlement(id).map(demanded -> demanded.toPsbt(evidence));
            }
        } catch (SettlementException noStandardTransaction) {
            return;
        }
        plan.ifPresent(psbt -> settle(id, loan, sign(loan, evidence, psbt), evidence));
    }

    private void settle(LoanId id, Loan loan, Psbt signed, Evidence evidence) {
        assertInstanceOf(
                SettlementResult.Sent.class,
                service.settle(id, List.of(signed), evidence),
                () -> "seed " + seed + ": " + loan.state());
    }

    private Psbt sign(Loan loan, Evidence evidence, Psbt plan) {
        Psbt psbt = plan;
        for (Role role : List.of(Role.LENDER, Role.ARBITER)) {
            SigningParty party = Objects.requireNonNull(parties.get(role));
            var answer = party.reviewAndSign(psbt.serialize(), new LoanCase(loan, evidence), service.view());
            if (answer instanceof SigningParty.Answer.Refused refused) {
                throw new AssertionError("seed " + seed + " " + loan.state() + ": "
                        + refused.review().explain());
            }
            psbt = ((SigningParty.Answer.Signed) answer).psbt();
        }
        return psbt;
    }

    /** The subscriber writes down what he hears, and may die before he has said so. */
    private void deliver() {
        failpoints.enter("deliver");
        service.deliver(SUBSCRIBER, told -> {
            failpoints.pass("handler");
            try {
                Files.writeString(
                        directory.resolve("books"),
                        told.id() + " " + told.event() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            failpoints.pass("handled");
        });
        assertEquals(0, service.deliver(SUBSCRIBER, told -> {}), () -> "seed " + seed);
    }
}
