package org.escrowkit.wallet;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.settlement.BatchPlan;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoreException;
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

    private final EscrowService service;
    private final BitcoinNode node;
    private final LoanStore store;
    private final Asking asking;
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
        this.asking = new Asking(service, store, Map.copyOf(parties), evidence);
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

    /** Looks at every live loan once; at none where another service leads, or from when on it does. */
    public List<Outcome> attend() {
        List<StoredLoan> driven = service.driven();
        List<Outcome> outcomes = new ArrayList<>();
        try {
            for (List<StoredLoan> loans : late(driven)) {
                keepTheLead();
                outcomes.addAll(replace(loans));
            }
            for (List<StoredLoan> loans : groups(driven)) {
                keepTheLead();
                outcomes.addAll(settle(loans));
            }
        } catch (StoreException.NotLeader lost) {
            LOG.info("another service attends: {}", lost.getMessage());
        }
        return outcomes;
    }

    /** Parties take their time. */
    private void keepTheLead() {
        store.commitLeading(List.of(), OptionalLong.empty());
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
            return asking.attempt(replacement).outcomes(loans);
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
    private List<List<StoredLoan>> groups(List<StoredLoan> driven) {
        List<StoredLoan> due = driven.stream()
                .filter(stored -> stored.loan().state().demands().isPresent())
                .toList();
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
                    .map(plan -> asking.attempt(new Demanded.Alone(stored, plan, plan))
                            .outcomes(alone))
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
            Attempt attempt = asking.attempt(new Demanded.Together(loans, plan, plan));
            if (!attempt.refused()) {
                return attempt.outcomes(loans);
            }
        } catch (SettlementException noBatch) {
            LOG.debug("{} liquidations are no batch", loans.size(), noBatch);
        }
        return loans.stream().flatMap(stored -> settle(stored).stream()).toList();
    }
}
