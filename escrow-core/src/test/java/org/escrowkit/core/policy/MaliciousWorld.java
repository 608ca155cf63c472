package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Role;

/**
 * One loan as it truly stands, three signers of whom one may lie, and all that they signed. Who lies signs whatever he
 * likes, and shows the others records that he made up; they know their own chain, clock and history.
 */
final class MaliciousWorld {
    private static final Map<Role, byte[]> SECRETS = new EnumMap<>(Role.class);

    static {
        for (Role role : Role.values()) {
            SECRETS.put(role, TestLoans.privateKey(role).getPrivKeyBytes());
        }
    }

    final Random random;
    final Optional<Role> liar;
    Instant now;
    private Loan truth;
    private final Map<Role, SigningHistory> histories = new EnumMap<>(Role.class);
    private final Map<Transaction, Set<Role>> signed = new LinkedHashMap<>();
    private final Map<Transaction, SettlementIntent> intents = new LinkedHashMap<>();

    MaliciousWorld(Random random, Optional<Role> liar) {
        this.random = random;
        this.liar = liar;
        this.now = random.nextInt(4) == 0 ? day(1) : day(30);
        this.truth = running();
        for (Role role : Role.values()) {
            histories.put(role, SigningHistory.NONE);
        }
    }

    private static Loan running() {
        return TestStates.in(TERMS, new Active(TestStates.position(TERMS, LEDGER, 0), Optional.empty()));
    }

    /** Records that somebody made up. */
    static Loan claimed(SettlementIntent intent) {
        return TestStates.demanding(intent, TERMS, LEDGER);
    }

    Loan truth() {
        return truth;
    }

    /** The loan goes on, by what truly happens, unless a settlement of it is complete. */
    void happen() {
        now = now.plus(Duration.ofMinutes(1 + random.nextInt(120)));
        if (truth.state() instanceof Settling) {
            return;
        }
        boolean repaid = truth.state()
                .demands()
                .filter(SettlementIntent.Release.class::isInstance)
                .isPresent();
        switch (random.nextInt(6)) {
            case 0 -> truth = claimed(new SettlementIntent.Release());
            case 1, 2 -> truth = repaid ? truth : claimed(liquidationNow());
            default -> {
                /* Nothing happens mostly. */
            }
        }
    }

    private SettlementIntent liquidationNow() {
        return new SettlementIntent.Liquidation(
                usd("30000"), BigDecimal.ZERO, price(String.valueOf(21_000 + random.nextInt(4_000))));
    }

    /** What is due is asked for, with the evidence that there truly is, at some fee. */
    void settle(Map<String, Integer> tally) {
        Optional<SettlementPlan> plan = due(FeeRate.ofSatsPerVb(1 + random.nextInt(60)));
        if (plan.isEmpty()) {
            return;
        }
        Evidence evidence = TestEvidence.forDemand(truth, now);
        Psbt psbt = TestEvidence.marked(plan.get().toPsbt(), TERMS, evidence);
        SettlementIntent intent = plan.get().intent();
        Role first =
                intent instanceof SettlementIntent.Liquidation || random.nextBoolean() ? Role.LENDER : Role.BORROWER;
        Role second = intent instanceof SettlementIntent.Liquidation ? Role.ARBITER : other(first);
        for (Role role : List.of(first, second)) {
            Optional<Psbt> next = ask(role, psbt, truth, evidence, intent, tally, "(honest request)");
            if (next.isEmpty()) {
                return;
            }
            psbt = next.get();
        }
        // Who lies and signs last can keep to himself that it is complete.
        if (liar.filter(second::equals).isEmpty() || random.nextBoolean()) {
            tell(plan.get());
        }
    }

    /** It is complete, and whoever knows sends it. */
    private void tell(SettlementPlan complete) {
        if (!(truth.state() instanceof Settling settling)
                || !settling.latest().txid().equals(complete.unsigned().txid())) {
            truth = ReplacementTest.settling(before(), attempts(complete));
        }
    }

    private static Role other(Role first) {
        return first == Role.LENDER ? Role.BORROWER : Role.LENDER;
    }

    /** What is truly due, at this rate or at the least that replaces what is under way. */
    Optional<SettlementPlan> due(FeeRate rate) {
        if (truth.state() instanceof Settling) {
            return Optional.of(SettlementPlan.underWay(truth, LEDGER).bumped(rate));
        }
        return SettlementQuestion.of(truth, LEDGER, 0).map(question -> SettlementPlanner.plan(question, rate));
    }

    private Loan before() {
        return truth.state() instanceof Settling settling ? TestStates.in(TERMS, settling.from()) : truth;
    }

    /** The last attempt and this one are enough: a replacement is planned from the first of equal coins. */
    private SettlementPlan[] attempts(SettlementPlan more) {
        return truth.state() instanceof Settling
                ? new SettlementPlan[] {SettlementPlan.underWay(truth, LEDGER), more}
                : new SettlementPlan[] {more};
    }

    /** Everybody but the liar is asked; who lies has signed before. */
    void lie(String name, Loan claimed, Psbt plan, Evidence evidence, Map<String, Integer> tally) {
        Psbt psbt = TestEvidence.marked(plan, TERMS, evidence);
        SettlementIntent intent = claimed.state() instanceof Settling settling
                ? settling.intent()
                : claimed.state().demands().orElseThrow();
        Psbt byLiar = liar.map(role -> sign(psbt, role, intent)).orElse(psbt);
        for (Role role : Role.values()) {
            if (liar.filter(role::equals).isEmpty()) {
                ask(role, byLiar, claimed, evidence, intent, tally, name);
            }
        }
    }

    private Optional<Psbt> ask(
            Role role,
            Psbt psbt,
            Loan records,
            Evidence evidence,
            SettlementIntent intent,
            Map<String, Integer> tally,
            String name) {
        if (liar.filter(role::equals).isPresent()) {
            return Optional.of(sign(psbt, role, intent));
        }
        SigningHistory history = histories.getOrDefault(role, SigningHistory.NONE);
        SignerRecords own = SignerRecords.of(role, LEDGER, now, now.minus(Duration.ofHours(1)))
                .with(history);
        Review review = Policy.review(psbt.serialize(), new LoanCase(records, evidence), own);
        if (review instanceof Review.Refused refused) {
            refused.violations().stream()
                    .map(Violation::rule)
                    .distinct()
                    .forEach(rule -> tally.merge(name + " | " + rule.id(), 1, Integer::sum));
            tally.merge(name + " | refused", 1, Integer::sum);
            return Optional.empty();
        }
        ApprovedSpend spend = ((Review.Approved) review).spend();
        Transaction unsigned = spend.psbt().unsignedTransaction();
        Optional<SettlementPlan> demanded = demanded(unsigned, role + " approved " + name);
        tally.merge(name + " | approved, as the true loan demands", 1, Integer::sum);
        histories.put(role, history.with(spend, now));
        Psbt result = sign(spend.psbt(), role, intent);
        if (isComplete(unsigned)) {
            demanded.ifPresent(this::tell);
        }
        return Optional.of(result);
    }

    private boolean isComplete(Transaction unsigned) {
        return signed.getOrDefault(unsigned, Set.of()).size() >= 2;
    }

    /** The invariant: a signature only where the loan, as it truly stands, demands this very transaction. */
    private Optional<SettlementPlan> demanded(Transaction approved, String what) {
        if (isComplete(approved)) {
            return Optional.empty();
        }
        Coin in = PolicyFixture.RELEASE_PLAN.question().total();
        Coin fee = approved.outputs().stream().map(TransactionOutput::value).reduce(in, Coin::subtract);
        SettlementPlan demanded;
        if (truth.state() instanceof Settling) {
            demanded = SettlementPlan.underWay(truth, LEDGER).bumpedTo(fee);
        } else {
            SettlementQuestion question = SettlementQuestion.of(truth, LEDGER, (int) approved.lockTime())
                    .orElseThrow(() -> new AssertionError(what + ", and nothing is due"));
            demanded = SettlementPlanner.planWithFee(question, fee);
        }
        assertEquals(demanded.unsigned(), approved, what);
        return Optional.of(demanded);
    }

    private Psbt sign(Psbt psbt, Role role, SettlementIntent intent) {
        signed.computeIfAbsent(psbt.unsignedTransaction(), unsigned -> EnumSet.noneOf(Role.class))
                .add(role);
        intents.put(psbt.unsignedTransaction(), intent);
        Psbt result = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            if (psbt.inputs().get(i).witnessScript().isPresent()
                    && psbt.inputs().get(i).previousTransaction().isPresent()) {
                Sha256Hash hash = psbt.sighash(i);
                Secp256k1 curve = Secp256k1.get();
                byte[] der = curve.compact2der(curve.sign(hash.getBytes(), SECRETS.get(role), null));
                result = result.withSignature(
                        i, TERMS.escrow().key(role), ByteString.of(der).plus(SegwitSighash.SIGHASH_ALL));
            }
        }
        return result;
    }

    /**
     * The other invariant: of all that two sufficient parties signed, no coin has two spends, but for replacements.
     *
     * @return how often an arbiter who lies completed a liquidation that the lender had meanwhile superseded
     */
    int checkSpends() {
        List<Transaction> complete =
                signed.keySet().stream().filter(this::isComplete).toList();
        int superseded = 0;
        for (int i = 0; i < complete.size(); i++) {
            for (int j = i + 1; j < complete.size(); j++) {
                boolean known = liar.filter(Role.ARBITER::equals).isPresent()
                        && intents.get(complete.get(i)) instanceof SettlementIntent.Liquidation;
                boolean fine = replaces(complete.get(i), complete.get(j)) || replaces(complete.get(j), complete.get(i));
                assertTrue(fine || known, describe(complete));
                superseded += fine ? 0 : 1;
            }
        }
        return superseded;
    }

    private String describe(List<Transaction> complete) {
        StringBuilder words = new StringBuilder("two spends of one coin are complete, the liar is " + liar);
        complete.forEach(one -> words.append('\n')
                .append(intents.get(one))
                .append(" by ")
                .append(signed.get(one))
                .append(" over ")
                .append(one.inputs().size())
                .append(" inputs, to ")
                .append(one.outputs().stream().map(TransactionOutput::value).toList())
                .append(", locktime ")
                .append(one.lockTime()));
        return words.toString();
    }

    private static boolean replaces(Transaction before, Transaction after) {
        return before.inputs().equals(after.inputs())
                && before.outputs().size() == after.outputs().size()
                && differences(before, after) == 1;
    }

    private static int differences(Transaction before, Transaction after) {
        int differences = 0;
        for (int i = 0; i < before.outputs().size(); i++) {
            differences += before.outputs().get(i).equals(after.outputs().get(i)) ? 0 : 1;
        }
        return differences;
    }
}
