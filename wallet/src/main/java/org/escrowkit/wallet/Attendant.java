package org.escrowkit.wallet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.sign.CosignRequest;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoredLoan;

/**
 * Settles what loans demand with nobody at the screen: plans, asks the parties, hands in, and raises the fee of what
 * does not confirm. Guarantees that all parties are asked for the same transaction until it is no longer demanded, also
 * across restarts: what they are asked for is stored before the first of them is. It decides nothing: each party
 * reviews alone, and so does the service.
 *
 * <p>Only where the service leads is anything done. Not for several threads at once.
 */
public final class Attendant {
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
    private final BumpRules bumping;

    Attendant(
            EscrowService service,
            BitcoinNode node,
            LoanStore store,
            Map<Role, Cosigner> parties,
            Function<Loan, Evidence> evidence,
            BumpRules bumping) {
        this.service = service;
        this.node = node;
        this.store = store;
        this.parties = Map.copyOf(parties);
        this.evidence = evidence;
        this.bumping = bumping;
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
        return service.driven().stream()
                .filter(stored -> isDue(stored.loan()))
                .flatMap(stored -> attend(stored.id()).stream())
                .toList();
    }

    private boolean isDue(Loan loan) {
        return loan.state().demands().isPresent() || (loan.state() instanceof Settling settling && isLate(settling));
    }

    /** Counted from the height at which the latest attempt was planned. */
    private boolean isLate(Settling settling) {
        int waited = service.ledger().tip().height() - settling.latest().lockTime();
        return waited >= (long) bumping.patience() * settling.attempts().size();
    }

    private Optional<Outcome> attend(LoanId id) {
        StoredLoan stored = service.loan(id);
        try {
            return plan(stored).map(plan -> settle(stored, plan));
        } catch (SettlementException impossible) {
            return stored.loan().state() instanceof Settling
                    ? Optional.empty()
                    : Optional.of(new Outcome.Open(id, List.of(String.valueOf(impossible.getMessage()))));
        }
    }

    private Optional<SettlementPlan> plan(StoredLoan stored) {
        if (!(stored.loan().state() instanceof Settling)) {
            return service.planSettlement(stored.id());
        }
        Optional<FeeRate> rate = node.estimateFeeRate(bumping.targetBlocks());
        SettlementPlan latest = SettlementPlan.underWay(stored.loan(), service.ledger());
        SettlementPlan cheapest = latest.bumpedTo(latest.leastReplacementFee());
        if (rate.isEmpty()) {
            return Optional.of(cheapest);
        }
        SettlementPlan estimated = latest.bumped(rate.get());
        return Optional.of(estimated.fee().isLessThan(cheapest.fee()) ? cheapest : estimated);
    }

    private Outcome settle(StoredLoan stored, SettlementPlan plan) {
        LoanId id = stored.id();
        Loan loan = stored.loan();
        Evidence shown = evidence.apply(loan);
        Psbt psbt = EvidenceMark.on(proposal(stored, plan), loan.terms().fingerprint(), shown);
        List<String> answers = new ArrayList<>();
        List<Role> order = isLiquidation(plan.intent()) ? OF_A_LIQUIDATION : OF_ANY_OTHER;
        for (Role role : order) {
            Cosigner party = parties.get(role);
            if (party == null || hasSigned(psbt, loan, role) || psbt.finish() instanceof Completion.Complete) {
                continue;
            }
            Cosigner.Reply reply = party.ask(CosignRequest.of(psbt, new LoanCase(loan, shown)));
            if (reply instanceof Cosigner.Reply.Signed signed) {
                psbt = psbt.combine(signed.psbt());
                store.propose(id, psbt);
            } else {
                answers.add(role + ": " + reply);
            }
        }
        if (!(psbt.finish() instanceof Completion.Complete)) {
            return new Outcome.Open(id, answers);
        }
        SettlementResult result = service.settle(id, List.of(psbt), shown);
        return result instanceof SettlementResult.Sent sent
                ? new Outcome.Sent(id, sent.txid())
                : new Outcome.Open(id, List.of(((SettlementResult.Refused) result).reason()));
    }

    private static boolean hasSigned(Psbt psbt, Loan loan, Role role) {
        Set<PublicKey> keys = loan.terms().escrows().addresses().stream()
                .map(address -> address.key(role))
                .collect(Collectors.toSet());
        return psbt.inputs().stream()
                .allMatch(input -> input.signatures().keySet().stream().anyMatch(keys::contains));
    }

    /**
     * What was proposed before stays as long as it is what is demanded at its own height and fee: whoever has signed it
     * signs no other one.
     */
    private Psbt proposal(StoredLoan stored, SettlementPlan plan) {
        Optional<Psbt> before =
                store.proposal(stored.id()).filter(known -> isStillDemanded(known, stored.loan(), plan));
        if (before.isEmpty()) {
            store.propose(stored.id(), plan.toPsbt());
        }
        return before.orElseGet(plan::toPsbt);
    }

    private static boolean isStillDemanded(Psbt known, Loan loan, SettlementPlan plan) {
        Transaction proposed = known.unsignedTransaction();
        try {
            Coin fee = plan.question().feeOf(proposed);
            SettlementPlan again = loan.state() instanceof Settling
                    ? plan.bumpedTo(fee)
                    : SettlementPlanner.planWithFee(plan.question().at(Math.toIntExact(proposed.lockTime())), fee);
            boolean isSent = loan.state() instanceof Settling settling
                    && settling.attempts().stream()
                            .anyMatch(attempt -> attempt.txid().equals(proposed.txid()));
            return !isSent && again.unsigned().equals(proposed);
        } catch (SettlementException | ArithmeticException otherCoins) {
            return false;
        }
    }

    private static boolean isLiquidation(SettlementIntent intent) {
        return intent instanceof SettlementIntent.Liquidation || intent instanceof SettlementIntent.PartialLiquidation;
    }
}
