package org.escrowkit.regtest;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginCall;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.LoanRequest;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.StoredLoan;
import org.joda.money.BigMoney;

/**
 * A service whose loans come and go as a seed decides, on a node whose chain moves: they are funded and handed out,
 * called, cured or left alone, repaid or liquidated. Who has ended is held against the node's unspent outputs as soon
 * as no reorg reaches him, and forgotten.
 */
final class LoanChurn {
    private static final int CONFIRMATIONS = 3;
    private static final int AT_ONCE = 60;
    private static final int OPENED_AT_ONCE = 5;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TICK = Duration.ofMinutes(5);

    /** Of the price: calm, low and calm again. */
    private static final int CYCLE = 80;

    private static final int LOW_FROM = 40;
    private static final int LOW_UNTIL = 60;
    private static final int CRASH = LOW_FROM + 4;

    private static final BigMoney PRINCIPAL = BigMoney.parse("USD 110");
    private static final Coin COLLATERAL = Coin.valueOf(400_000);
    private static final Coin TOP_UP = Coin.valueOf(300_000);

    private final ChurningChain chain;
    private final Random random;
    private final EscrowParties parties = EscrowParties.fresh();
    private final EvidenceDesk desk = new EvidenceDesk(parties);
    private final EscrowService service;
    private final Attendant attendant;
    private final EndedLoans ended;
    private final Map<LoanId, Course> courses = new TreeMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final InstantSource clock;
    private final AtomicLong ticks = new AtomicLong();
    private int tick;
    private int opened;

    /** What is meant to become of a loan, and what did so far. */
    static final class Course {
        final LoanTerms terms;
        final Map<Sha256Hash, Paid> attempts = new TreeMap<>();
        private final boolean cures;
        private final int repaidAt;
        Coin deposited = COLLATERAL;
        private boolean toppedUp;
        private int endedAt;

        Course(LoanTerms terms, boolean cures, int repaidAt) {
            this.terms = terms;
            this.cures = cures;
            this.repaidAt = repaidAt;
        }
    }

    /** What a settlement takes from a loan. */
    record Paid(Coin toLender, Coin fee) {}

    LoanChurn(RegtestNode node, EscrowStore store, long seed) {
        random = new Random(seed);
        chain = new ChurningChain(node, random);
        clock = clock(ticks);
        service = EscrowService.on(JsonRpcNode.connect(node.rpc(), Chain.REGTEST), store, clock);
        ended = new EndedLoans(node.rpc(), service);
        Map<Role, Cosigner> all = new TreeMap<>();
        for (Role role : Role.values()) {
            all.put(role, service.cosigner(parties.party(role)));
        }
        attendant = service.attendant(all, this::evidence, AttendantRules.USUAL);
    }

    /** What the service holds is not to hold all this. */
    private static InstantSource clock(AtomicLong ticks) {
        return () -> START.plus(TICK.multipliedBy(ticks.get()));
    }

    /** To be closed by whoever has it last. */
    EscrowService service() {
        return service;
    }

    int opened() {
        return opened;
    }

    int underWay() {
        return courses.size();
    }

    boolean isUnderWay(LoanId id) {
        return courses.containsKey(id);
    }

    int reorgs() {
        return chain.reorgs();
    }

    /** How many loans ended how, all of them checked. */
    Map<String, Integer> ends() {
        return ends;
    }

    /** What is known of loans that are under way, in words. */
    @Override
    public String toString() {
        List<String> states = new ArrayList<>();
        courses.keySet()
                .forEach(id ->
                        states.add(id + " " + service.loan(id).loan().state().name()));
        return states + ", health " + service.health();
    }

    private Evidence evidence(Loan loan) {
        Evidence said = service.statements(loan);
        return said.statements().isEmpty() ? desk.of(loan.terms()) : said;
    }

    /**
     * Five minutes.
     *
     * @param last whether all are to come to their end, and no new ones
     */
    void move(boolean last) {
        tick = Math.toIntExact(ticks.incrementAndGet());
        Instant now = clock.instant();
        Price price = Price.parse("USD " + (last ? 60_000 : dollars()));
        desk.attest(price, now);
        service.observePrice(price);
        for (int i = 0; !last && i < OPENED_AT_ONCE && courses.size() < AT_ONCE; i++) {
            open();
        }
        service.poll();
        List.copyOf(courses.keySet()).forEach(id -> act(id, last));
        attendant.attend();
        chain.move(last);
        service.poll();
        List.copyOf(courses.keySet()).forEach(this::note);
    }

    private int dollars() {
        int phase = tick % CYCLE;
        if (phase < LOW_FROM || phase >= LOW_UNTIL) {
            return 60_000 + random.nextInt(2_000);
        }
        boolean crash = phase == CRASH && tick / CYCLE % 2 == 0;
        return crash ? 33_000 : 38_000 + random.nextInt(500);
    }

    private void open() {
        Instant now = clock.instant();
        MarginTier call = new MarginTier(Ltv.ofPercent("70"), Ltv.ofPercent("50"), Optional.of(Duration.ofHours(1)));
        MarginRules margin = new MarginRules(
                Ltv.ofPercent("50"),
                List.of(call),
                Ltv.ofPercent("80"),
                Dwell.NONE,
                BigDecimal.ZERO,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
        Payouts payouts = new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty());
        LoanTerms terms = parties.terms(EscrowParties.ADDRESSES * opened, PRINCIPAL, COLLATERAL, margin, payouts, now)
                .deposits(DepositPolicy.of(CONFIRMATIONS, COLLATERAL))
                .build();
        LoanId id = LoanId.of("soak-" + opened);
        service.open(id, terms);
        chain.pay(terms.escrow().address(), COLLATERAL);
        courses.put(id, new Course(terms, random.nextBoolean(), tick + 20 + random.nextInt(CYCLE)));
        opened++;
    }

    private Course course(LoanId id) {
        return Objects.requireNonNull(courses.get(id));
    }

    /** What the lender's and the borrower's systems do. What the loan refuses now they ask for again. */
    private void act(LoanId id, boolean last) {
        Instant now = clock.instant();
        Course course = course(id);
        LoanState state = service.loan(id).loan().state();
        if (state.name().equals("funded")) {
            service.handle(LoanRequest.of(id, new Command.Disburse(now)).once(id + " disbursed " + tick));
        } else if (state instanceof MarginCall && course.cures && !course.toppedUp && !last) {
            chain.pay(course.terms.escrow().address(), TOP_UP);
            course.deposited = course.deposited.add(TOP_UP);
            course.toppedUp = true;
        } else if (state instanceof Running running && (last || tick >= course.repaidAt)) {
            BigMoney owed = running.position().owed(course.terms, now);
            if (owed.isPositive()) {
                service.handle(LoanRequest.of(id, new Command.RecordRepayment(owed, now))
                        .once(id + " repaid"));
                receipt(course.terms, now);
            }
        }
    }

    private void receipt(LoanTerms terms, Instant now) {
        var statement = new Statement(terms.fingerprint(), 1, now, now.plus(Duration.ofDays(30)), new Claim.Repaid());
        service.keep(parties.contract(Role.LENDER).sign(statement, Role.LENDER));
    }

    private void note(LoanId id) {
        Course course = course(id);
        StoredLoan stored = service.loan(id);
        LoanState state = stored.loan().state();
        if (state instanceof Settling settling) {
            settling.attempts()
                    .forEach(signed -> course.attempts.put(signed.txid(), new Paid(signed.toLender(), signed.fee())));
        }
        if (stored.isLive()) {
            course.endedAt = 0;
        } else if (course.endedAt == 0) {
            course.endedAt = chain.height();
        } else if (chain.height() > course.endedAt + ChurningChain.DEEPEST) {
            ended.check(stored, course);
            ends.merge(state.name() + (course.toppedUp ? " with a top-up" : ""), 1, Integer::sum);
            courses.remove(id);
        }
    }
}
