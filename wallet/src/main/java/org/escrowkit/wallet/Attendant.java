package org.escrowkit.wallet;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what loans demand with nobody at the screen: plans, asks the parties, hands in, and raises the fee of what
 * does not confirm. Liquidations by one lender that are due at once share a transaction. Guarantees that all parties
 * are asked for the same transaction until it is no longer demanded, also across restarts: what they are asked for is
 * stored before the first of them is. It decides nothing: each party reviews alone, and so does the service.
 *
 * <p>Only where the service leads is anything done. Not for several threads at once.
 */
public final class Attendant {
    private static final Logger LOG = LoggerFactory.getLogger(Attendant.class);

    /** Who signs, in the order in which they are asked: two of them will do. */
    private static final List<Role> OF_A_LIQUIDATION = List.of(Role.LENDER, Role.ARBITER);

    /**
     * The borrower before the lender: a lender who has signed what the borrower then holds back could not liquidate.
     */
    private static final List<Role> OF_ANY_OTHER = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    private final EscrowService service;
    private final BitcoinNode node;
    private final LoanStore store;
    private final Map<Role, Cosigner> parties;
    private final Function<Loan, Evidence> evidence;
    private final AttendantRules rules;

    Attendant(
            EscrowService service,
            BitcoinNode node,
            LoanStore store,
            Map<Role, Cosigner> parties,
            Function<Loan, Evidence> evidence,
            AttendantRules rules) {
        this.service = service;
        this.node = node;
        this.store = store;
        this.parties = Map.copyOf(parties);
        this.evidence = evidence;
        this.rules = rules;
    }

    /** What became of a loan that demands a settlement. */
    public sealed interface Outcome {
        LoanId loan();

        record Sent(LoanId loan, Sha256Hash txid) implements Outcome {}

        /**
         * Not yet: the next look asks again.
         *
         * @param answers of the parties that did not sign, and of the planner or the node, in words
         */
        record Open(LoanId loan, List<String> answers) implements Outcome {
            public Open {
                answers = List.copyOf(answers);
            }
        }
    }

    /** Looks at every live loan once; at none where another service leads. */
    public List<Outcome> attend() {
        List<StoredLoan> driven = service.driven();
        List<Outcome> outcomes = new ArrayList<>();
        late(driven).forEach(loans -> outcomes.addAll(replace(loans)));
        List<StoredLoan> due = driven.stream()
                .filter(stored -> stored.loan().state().demands().isPresent())
                .toList();
        groups(due).forEach(loans -> outcomes.addAll(settle(loans)));
        return outcomes;
    }

    /** What does not confirm, by the transaction that does not. */
    private Collection<List<StoredLoan>> late(List<StoredLoan> driven) {
        Map<Sha256Hash, List<StoredLoan>> late = new LinkedHashMap<>();
        for (StoredLoan stored : driven) {
            if (stored.loan().state() instanceof Settling settling && isLate(settling)) {
                late.computeIfAbsent(settling.latest().txid(), txid -> new ArrayList<>())
                        .add(stored);
            }
        }
        return late.values();
    }

    /** Counted from the height at which the latest attempt was planned. */
    private boolean isLate(Settling settling) {
        int waited = service.ledger().tip().height() - settling.latest().lockTime();
        return waited >= (long) rules.patience() * settling.attempts().size();
    }

    private List<Outcome> replace(List<StoredLoan> loans) {
        try {
            Demanded replacement = loans.size() == 1 ? replacement(loans.get(0)) : replacement(loans);
            return attempt(replacement).outcomes(loans);
        } catch (SettlementException impossible) {
            // What is under way may confirm all the same.
            return List.of();
        }
    }

    private Demanded replacement(StoredLoan stored) {
        SettlementPlan latest = SettlementPlan.underWay(stored.loan(), service.ledger());
        return new Demanded.Alone(stored, latest.bumped(estimate()), latest);
    }

    private Demanded replacement(List<StoredLoan> loans) {
        List<Loan> settling = loans.stream().map(StoredLoan::loan).toList();
        BatchPlan latest = BatchPlan.underWay(settling, service.ledger());
        return new Demanded.Together(loans, latest.bumped(estimate()), latest);
    }

    /** Where the node has no estimate, the least that replaces. */
    private FeeRate estimate() {
        return node.estimateFeeRate(rules.targetBlocks()).orElse(FeeRate.ONE_SAT_PER_VB);
    }

    /** Those that are settled together: as they were proposed, as long as all of them are due, and the rest anew. */
    private List<List<StoredLoan>> groups(List<StoredLoan> due) {
        Map<LoanId, Sha256Hash> proposals = store.proposals();
        Map<Sha256Hash, List<StoredLoan>> proposed = new LinkedHashMap<>();
        Map<ExtendedPublicKey, List<StoredLoan>> byLender = new LinkedHashMap<>();
        List<List<StoredLoan>> groups = new ArrayList<>();
        for (StoredLoan stored : due) {
            Optional<Sha256Hash> txid = Optional.ofNullable(proposals.get(stored.id()));
            if (!isFullLiquidation(stored)) {
                groups.add(List.of(stored));
            } else if (txid.isPresent()) {
                proposed.computeIfAbsent(txid.get(), unused -> new ArrayList<>())
                        .add(stored);
            } else {
                byLender.computeIfAbsent(lender(stored), unused -> new ArrayList<>())
                        .add(stored);
            }
        }
        groups.addAll(proposed.values());
        byLender.values().forEach(loans -> groups.addAll(Lists.partition(loans, rules.batch())));
        return groups;
    }

    private static boolean isFullLiquidation(StoredLoan stored) {
        return stored.loan()
                .state()
                .demands()
                .filter(SettlementIntent.Liquidation.class::isInstance)
                .isPresent();
    }

    private static ExtendedPublicKey lender(StoredLoan stored) {
        return stored.loan().terms().escrows().vault().lender().xpub();
    }

    private List<Outcome> settle(List<StoredLoan> loans) {
        return loans.size() == 1 ? settle(loans.get(0)) : settleTogether(loans);
    }

    private List<Outcome> settle(StoredLoan stored) {
        List<StoredLoan> alone = List.of(stored);
        try {
            return service.planSettlement(stored.id())
                    .map(plan -> attempt(new Demanded.Alone(stored, plan, plan)).outcomes(alone))
                    .orElse(List.of());
        } catch (SettlementException impossible) {
            return Attempt.open(impossible).outcomes(alone);
        }
    }

    /** What is no batch, or is refused for one of its loans, is settled loan by loan: none waits for another one. */
    private List<Outcome> settleTogether(List<StoredLoan> loans) {
        try {
            BatchPlan plan =
                    service.planBatch(loans.stream().map(StoredLoan::id).toList());
            Attempt attempt = attempt(new Demanded.Together(loans, plan, plan));
            if (!attempt.refused()) {
                return attempt.outcomes(loans);
            }
        } catch (SettlementException noBatch) {
            LOG.debug("{} liquidations are no batch", loans.size(), noBatch);
        }
        return loans.stream().flatMap(stored -> settle(stored).stream()).toList();
    }

    /**
     * What came of asking.
     *
     * @param txid of what was sent
     * @param refused whether somebody says no, and not merely not yet
     */
    private record Attempt(Optional<Sha256Hash> txid, List<String> answers, boolean refused) {
        static Attempt open(SettlementException impossible) {
            return new Attempt(Optional.empty(), List.of(String.valueOf(impossible.getMessage())), true);
        }

        List<Outcome> outcomes(List<StoredLoan> loans) {
            return loans.stream()
                    .map(stored -> txid.<Outcome>map(sent -> new Outcome.Sent(stored.id(), sent))
                            .orElseGet(() -> new Outcome.Open(stored.id(), answers)))
                    .toList();
        }
    }

    private Attempt attempt(Demanded demanded) {
        List<LoanCase> cases = demanded.loans().stream()
                .map(stored -> new LoanCase(stored.loan(), evidence.apply(stored.loan())))
                .toList();
        Psbt psbt = proposal(demanded);
        for (LoanCase each : cases) {
            psbt = EvidenceMark.on(psbt, each.loan().terms().fingerprint(), each.evidence());
        }
        List<String> answers = new ArrayList<>();
        boolean refused = false;
        for (Role role : isLiquidation(demanded.intent()) ? OF_A_LIQUIDATION : OF_ANY_OTHER) {
            Cosigner party = parties.get(role);
            if (party == null || hasSigned(psbt, cases, role) || psbt.finish() instanceof Completion.Complete) {
                continue;
            }
            Cosigner.Reply reply = party.ask(demanded.request(psbt, cases));
            if (reply instanceof Cosigner.Reply.Signed signed) {
                psbt = psbt.combine(signed.psbt());
                store.propose(demanded.ids(), psbt);
            } else {
                answers.add(role + ": " + reply);
                refused |= isRefusal(reply, psbt);
            }
        }
        return psbt.finish() instanceof Completion.Complete
                ? handIn(demanded, cases, psbt)
                : new Attempt(Optional.empty(), answers, refused);
    }

    /** What time may change is waited for until the next block: a batch holds up all of its loans. */
    private boolean isRefusal(Cosigner.Reply reply, Psbt psbt) {
        return reply instanceof Cosigner.Reply.Refused refused
                && (!refused.temporary()
                        || service.ledger().tip().height()
                                > psbt.unsignedTransaction().lockTime());
    }

    private Attempt handIn(Demanded demanded, List<LoanCase> cases, Psbt psbt) {
        Map<LoanId, Evidence> shown = new LinkedHashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            shown.put(demanded.loans().get(i).id(), cases.get(i).evidence());
        }
        SettlementResult result = service.settle(shown, List.of(psbt));
        return result instanceof SettlementResult.Sent sent
                ? new Attempt(Optional.of(sent.txid()), List.of(), false)
                : new Attempt(Optional.empty(), List.of(((SettlementResult.Refused) result).reason()), true);
    }

    private static boolean hasSigned(Psbt psbt, List<LoanCase> cases, Role role) {
        Set<PublicKey> keys = cases.stream()
                .flatMap(each -> each.loan().terms().escrows().addresses().stream())
                .map(address -> address.key(role))
                .collect(Collectors.toSet());
        return psbt.inputs().stream()
                .allMatch(input -> input.signatures().keySet().stream().anyMatch(keys::contains));
    }

    /**
     * What was proposed before stays as long as it is what is demanded at its own height and fee: whoever has signed it
     * signs no other one.
     */
    private Psbt proposal(Demanded demanded) {
        Map<LoanId, Sha256Hash> proposals = store.proposals();
        Optional<Psbt> before = demanded.ids().stream()
                .flatMap(id -> Optional.ofNullable(proposals.get(id)).stream())
                .distinct()
                .limit(1)
                .flatMap(txid -> store.proposed(txid).stream())
                .filter(known -> demanded.allows(known.unsignedTransaction()))
                .findFirst();
        if (before.isPresent()) {
            return before.get();
        }
        Psbt fresh = demanded.fresh();
        store.propose(demanded.ids(), fresh);
        return fresh;
    }

    private static boolean isLiquidation(SettlementIntent intent) {
        return intent instanceof SettlementIntent.Liquidation || intent instanceof SettlementIntent.PartialLiquidation;
    }
}
