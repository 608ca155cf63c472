package org.escrowkit.core.policy;

import static org.escrowkit.core.TestEvidence.attested;
import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestEvidence.steady;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.DWELL;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/**
 * Lives of a loan among liars. Whoever lies, the others sign only what the loan as it truly stands demands, and no coin
 * gets two spends. {@code -Descrowkit.lies=N} lets them live longer.
 */
class MaliciousPartiesTest {
    private static final int LIVES = Integer.getInteger("escrowkit.lies", 2_000);
    private static final int STEPS = 8;
    private static final List<Role> LIARS = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    private static final SettlementIntent RELEASE = new SettlementIntent.Release();
    private static final SettlementIntent REFUND = new SettlementIntent.Refund();
    private static final SettlementIntent.AwardSplit AWARD =
            new SettlementIntent.AwardSplit(sat(149_000_000), sat(500_000));
    private static final Claim AWARDED = new Claim.Awarded(sat(149_000_000), sat(500_000));
    private static final Claim OTHERWISE = new Claim.Awarded(sat(1_000_000), sat(500_000));
    private static final SettlementIntent CHEAP = liquidation("30000", "24000");

    private static final String SECOND = "a second spend";
    private static final ECKey FORGER = TestLoans.key("coordinator");
    private static final ECKey BORROWERS_SECRET = TestLoans.contractSecret(Role.BORROWER);
    private static final ByteString THIEF = Scripts.of(TestLoans.payout("coordinator", ScriptType.P2WPKH));
    private static final LoanTerms OTHER_LOAN = TestLoans.terms(20);
    private static final LoanTerms OTHER_VERSION = TERMS.amend().build();

    /** What a liar shows: records, a PSBT, evidence. */
    private record Tale(Loan records, Psbt psbt, Evidence evidence) {
        static Tale of(SettlementIntent intent, Evidence evidence) {
            Loan records = MaliciousWorld.claimed(intent);
            return new Tale(records, PolicyFixture.plan(records, LEDGER).toPsbt(), evidence);
        }

        Tale with(Function<Psbt, Psbt> edit) {
            return new Tale(records, edit.apply(psbt), evidence);
        }
    }

    private static final Map<String, Function<MaliciousWorld, Tale>> COORDINATOR = new LinkedHashMap<>();
    private static final Map<String, Function<MaliciousWorld, Tale>> SOURCE = new LinkedHashMap<>();
    private static final Map<Role, Map<String, Function<MaliciousWorld, Tale>>> PARTIES = Map.of(
            Role.LENDER, new LinkedHashMap<>(),
            Role.BORROWER, new LinkedHashMap<>(),
            Role.ARBITER, new LinkedHashMap<>());

    static {
        COORDINATOR.put("a repayment without a receipt", world -> Tale.of(RELEASE, Evidence.NONE));
        COORDINATOR.put(
                "a receipt by a key of its own",
                world -> Tale.of(
                        RELEASE,
                        Evidence.of(signed(
                                new Statement(
                                        TERMS.fingerprint(),
                                        1,
                                        world.now,
                                        world.now.plusSeconds(60),
                                        new Claim.Repaid()),
                                Map.of(Role.LENDER, FORGER)))));
        COORDINATOR.put(
                "a receipt for another loan",
                world -> Tale.of(
                        RELEASE, Evidence.of(signed(OTHER_LOAN, 1, world.now, new Claim.Repaid(), Role.LENDER))));
        COORDINATOR.put(
                "a receipt under earlier terms",
                world -> Tale.of(
                        RELEASE, Evidence.of(signed(OTHER_VERSION, 1, world.now, new Claim.Repaid(), Role.LENDER))));
        COORDINATOR.put(
                "a receipt that expired",
                world -> Tale.of(
                        RELEASE,
                        Evidence.of(signed(
                                TERMS, 1, world.now.minus(Duration.ofDays(1)), new Claim.Repaid(), Role.LENDER))));
        COORDINATOR.put("an award that nobody made", world -> Tale.of(AWARD, Evidence.NONE));
        COORDINATOR.put("a price without a source", world -> Tale.of(CHEAP, Evidence.NONE));
        COORDINATOR.put("a price by sources of its own", world -> Tale.of(CHEAP, forged(world.now)));
        COORDINATOR.put(
                "a price of yesterday",
                world -> Tale.of(CHEAP, steady(TERMS, price("24000"), world.now.minus(Duration.ofDays(1)), DWELL)));
        COORDINATOR.put("the better prices left out", world -> Tale.of(CHEAP, gap(world.now)));
        COORDINATOR.put(
                "one low price for a dwell",
                world -> Tale.of(CHEAP, steady(TERMS, price("24000"), world.now, Dwell.NONE)));
        COORDINATOR.put(
                "a margin call that was answered",
                world -> Tale.of(
                        liquidation("30000", "60000"),
                        TestEvidence.prices(
                                TERMS,
                                List.of(price("28000"), price("60000")),
                                List.of(world.now.minus(Duration.ofDays(3)), world.now))));
        COORDINATOR.put("a default before its day", world -> defaulted(world, Evidence.NONE));
        COORDINATOR.put(
                "an excess that is none",
                world -> Tale.of(
                        new SettlementIntent.PartialRelease(sat(120_000_000)),
                        steady(TERMS, price("60000"), world.now, Dwell.NONE)));
        COORDINATOR.put(
                "an output to itself",
                world -> dueOr(world)
                        .with(was -> Edits.outputs(was, list -> {
                            list.set(0, new TransactionOutput(list.get(0).value(), THIEF));
                            return list;
                        })));
        COORDINATOR.put(
                "a fee for its miner", world -> dueOr(world).with(was -> Edits.amount(was, last(was), -2_000_000)));
        COORDINATOR.put(
                "a coin left behind", world -> dueOr(world).with(was -> Edits.inputs(was, list -> list.subList(0, 1))));
        COORDINATOR.put(
                "a lie about an amount",
                world -> dueOr(world).with(was -> Edits.input(was, 1, Edits.previous(Optional.empty()))));
        COORDINATOR.put(
                "a locktime far ahead",
                world -> dueOr(world)
                        .with(psbt -> Edits.transaction(
                                psbt, was -> new Transaction(2, was.inputs(), was.outputs(), 400_000))));
        SOURCE.put("a low price by itself", world -> Tale.of(CHEAP, oneSource(world.now, "24000")));
        SOURCE.put(
                "two prices under a number",
                world -> Tale.of(CHEAP, oneSource(world.now, "24000").plus(oneSource(world.now, "24100"))));
        SOURCE.put(
                "a low price among good ones",
                world -> Tale.of(CHEAP, oneSource(world.now, "24000").plus(others(world.now))));
        SOURCE.put(
                "a high price for an excess",
                world ->
                        Tale.of(new SettlementIntent.PartialRelease(sat(120_000_000)), oneSource(world.now, "900000")));
        party(Role.LENDER)
                .put(
                        "unpaid, before its day",
                        world -> defaulted(
                                world,
                                Evidence.of(signed(TERMS, 1, world.now, new Claim.Unpaid(usd("30000")), Role.LENDER))));
        party(Role.LENDER)
                .put(
                        "an old low price",
                        world -> Tale.of(
                                CHEAP, steady(TERMS, price("24000"), world.now.minus(Duration.ofHours(2)), DWELL)));
        party(Role.BORROWER)
                .put(
                        "a receipt by himself",
                        world -> Tale.of(
                                RELEASE, Evidence.of(signed(TERMS, 1, world.now, new Claim.Repaid(), Role.BORROWER))));
        party(Role.BORROWER)
                .put(
                        "a receipt in the lender's name",
                        world -> Tale.of(
                                RELEASE,
                                Evidence.of(signed(
                                        new Statement(
                                                TERMS.fingerprint(),
                                                1,
                                                world.now,
                                                world.now.plusSeconds(60),
                                                new Claim.Repaid()),
                                        Map.of(Role.LENDER, BORROWERS_SECRET)))));
        party(Role.BORROWER)
                .put(
                        "a refund after his receipt",
                        world -> Tale.of(
                                REFUND,
                                Evidence.of(signed(TERMS, 1, world.now, new Claim.Disbursed(), Role.BORROWER))));
        party(Role.ARBITER).put("a liquidation without prices", world -> Tale.of(CHEAP, Evidence.NONE));
        PARTIES.forEach((role, lies) -> {
            lies.put(
                    "an award by himself",
                    world -> Tale.of(AWARD, Evidence.of(signed(TERMS, 1, world.now, AWARDED, role))));
            Role other = role == Role.ARBITER ? Role.LENDER : Role.ARBITER;
            lies.put(
                    "another award than was agreed",
                    world -> Tale.of(
                            AWARD,
                            Evidence.of(
                                    signed(TERMS, 1, world.now, AWARDED, role),
                                    signed(TERMS, 1, world.now, OTHERWISE, other))));
            lies.put(SECOND, MaliciousPartiesTest::second);
        });
    }

    private static Map<String, Function<MaliciousWorld, Tale>> party(Role role) {
        return PARTIES.getOrDefault(role, new LinkedHashMap<>());
    }

    private static int last(Psbt psbt) {
        return psbt.unsignedTransaction().outputs().size() - 1;
    }

    /** What is truly due, or a release that is not. */
    private static Tale dueOr(MaliciousWorld world) {
        return due(world, FeeRate.ofSatsPerVb(61));
    }

    private static Tale due(MaliciousWorld world, FeeRate rate) {
        return world.due(rate)
                .map(plan -> new Tale(world.truth(), plan.toPsbt(), TestEvidence.forDemand(world.truth(), world.now)))
                .orElseGet(() -> Tale.of(RELEASE, Evidence.NONE));
    }

    /** What is due with the lowest fee, or a satoshi more than a replacement pays, beside what was signed before. */
    private static Tale second(MaliciousWorld world) {
        return world.truth().state() instanceof Settling
                ? dueOr(world).with(was -> Edits.amount(was, 0, 1_000_000))
                : due(world, FeeRate.ONE_SAT_PER_VB);
    }

    private static Tale defaulted(MaliciousWorld world, Evidence stated) {
        Loan records = PolicyFixture.loan(new Defaulted(TestStates.position(TERMS, LEDGER, 0), Optional.of(CHEAP)));
        Psbt psbt = PolicyFixture.plan(records, LEDGER).toPsbt();
        return new Tale(records, psbt, stated.plus(steady(TERMS, price("24000"), world.now, Dwell.NONE)));
    }

    private static Evidence forged(Instant now) {
        List<PriceAttestation> prices = steady(TERMS, price("24000"), now, DWELL).prices().stream()
                .map(price -> attested(price.statement(), FORGER))
                .toList();
        return Evidence.of(prices);
    }

    /** The second of each source's three prices was a better one, and is not shown. */
    private static Evidence gap(Instant now) {
        List<PriceAttestation> shown = new ArrayList<>();
        for (PriceAttestation price :
                steady(TERMS, price("24000"), now, new Dwell(4, DWELL.time())).prices()) {
            if (price.statement().sequence() != now.getEpochSecond() - 1) {
                shown.add(price);
            }
        }
        return Evidence.of(shown);
    }

    private static Evidence oneSource(Instant now, String price) {
        List<PriceAttestation> prices = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Instant at = now.minus(Duration.ofMinutes(5L * (2 - i)));
            prices.add(attested(TERMS, new PriceStatement("market", 100 + i, price(price), at)));
        }
        return Evidence.of(prices);
    }

    private static Evidence others(Instant now) {
        return Evidence.of(List.of(
                attested(TERMS, new PriceStatement("bourse", 5, price("60000"), now)),
                attested(TERMS, new PriceStatement("index", 5, price("60000"), now))));
    }

    @Test
    void whoeverLiesNothingIsSignedThatTheTrueLoanDoesNotDemand() {
        Map<String, Integer> tally = new TreeMap<>();
        int superseded = 0;
        for (long seed = 0; seed < LIVES; seed++) {
            try {
                superseded += live(seed, tally);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
        System.out.println(table(tally));
        System.out.println(superseded + " liquidations that the lender superseded were completed by a lying arbiter");
        tally.keySet().stream()
                .filter(key -> key.contains("| approved"))
                .forEach(key -> assertTrue(key.startsWith("(honest") || key.contains(SECOND), key));
        assertEquals(
                LIES_IN_ALL,
                tally.keySet().stream()
                        .filter(key -> key.endsWith("| refused") && !key.startsWith("(honest"))
                        .count());
        int honest = tally.getOrDefault("(honest request) | approved, as the true loan demands", 0);
        assertTrue(honest > LIVES, honest + " honest signatures");
    }

    private static final int LIES_IN_ALL = COORDINATOR.size()
            + SOURCE.size()
            + PARTIES.values().stream().mapToInt(Map::size).sum();

    private static int live(long seed, Map<String, Integer> tally) {
        Random random = new Random(seed);
        int who = random.nextInt(5);
        Optional<Role> liar = who < 3 ? Optional.of(LIARS.get(who)) : Optional.empty();
        Map<String, Function<MaliciousWorld, Tale>> lies =
                liar.map(MaliciousPartiesTest::party).orElse(who == 3 ? COORDINATOR : SOURCE);
        String name = liar.map(
                        role -> role.name().charAt(0) + role.name().substring(1).toLowerCase(Locale.ROOT))
                .orElse(who == 3 ? "Coordinator" : "Source");
        MaliciousWorld world = new MaliciousWorld(random, liar);
        List<String> names = List.copyOf(lies.keySet());
        for (int i = 0; i < STEPS; i++) {
            world.happen();
            if (random.nextBoolean()) {
                world.settle(tally);
            }
            String lie = names.get(random.nextInt(names.size()));
            Tale tale = lies.getOrDefault(lie, MaliciousPartiesTest::dueOr).apply(world);
            world.lie(name + ": " + lie, tale.records(), tale.psbt(), tale.evidence(), tally);
        }
        return world.checkSpends();
    }

    private static String table(Map<String, Integer> tally) {
        Map<String, StringBuilder> rows = new TreeMap<>();
        tally.forEach((key, count) -> {
            String[] parts = key.split(" \\| ", 2);
            StringBuilder row = rows.computeIfAbsent(parts[0], unused -> new StringBuilder());
            row.append(row.isEmpty() ? "" : ", ").append(parts[1]).append(' ').append(count);
        });
        StringBuilder table = new StringBuilder();
        rows.forEach((name, row) -> table.append("%-50s %s%n".formatted(name, row)));
        return table.toString();
    }
}
