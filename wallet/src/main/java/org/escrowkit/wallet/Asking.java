package org.escrowkit.wallet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceMark;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.Reason;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;

/** Asks parties to sign what is demanded, until two of them have, and hands it in. */
record Asking(EscrowService service, LoanStore store, Map<Role, Cosigner> parties, Function<Loan, Evidence> evidence) {
    /** Who signs, in the order in which they are asked: two of them will do. */
    private static final List<Role> OF_A_LIQUIDATION = List.of(Role.LENDER, Role.ARBITER);

    /**
     * The borrower before the lender: a lender who has signed what the borrower then holds back could not liquidate.
     */
    private static final List<Role> OF_ANY_OTHER = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    /**
     * What was proposed before stays as long as it is what is demanded at its own height, fee and price: whoever has
     * signed it signs no other one, even if nobody got his answer. It goes when somebody who has not signed it finds
     * that the price has moved on.
     */
    Attempt attempt(Demanded demanded) {
        List<LoanCase> cases = demanded.loans().stream()
                .map(stored -> new LoanCase(stored.loan(), evidence.apply(stored.loan())))
                .toList();
        Optional<Psbt> before = proposedBefore(demanded);
        if (before.isPresent()) {
            Attempt attempt = ask(demanded, cases, before.get());
            // Another height alone would change nobody's mind, and would be one signature more each block.
            if (!attempt.outdated() || demanded.isCurrent(before.get().unsignedTransaction())) {
                return attempt;
            }
        }
        Psbt fresh = demanded.fresh();
        store.propose(demanded.ids(), fresh);
        return ask(demanded, cases, fresh);
    }

    private Attempt ask(Demanded demanded, List<LoanCase> cases, Psbt proposed) {
        Psbt psbt = proposed;
        for (LoanCase each : cases) {
            psbt = EvidenceMark.on(psbt, each.loan().terms().fingerprint(), each.evidence());
        }
        List<String> answers = new ArrayList<>();
        boolean refused = false;
        boolean outdated = false;
        boolean byPrice = demanded.intent().decidedAt().isPresent();
        for (Role role : byPrice ? OF_A_LIQUIDATION : OF_ANY_OTHER) {
            Cosigner party = parties.get(role);
            if (party == null || hasSigned(psbt, cases, role) || psbt.finish() instanceof Completion.Complete) {
                continue;
            }
            Cosigner.Reply reply = party.ask(demanded.request(psbt, cases));
            Optional<Psbt> signed = signed(psbt, reply, cases, role);
            if (signed.isPresent()) {
                psbt = signed.get();
                store.propose(demanded.ids(), psbt);
            } else {
                answers.add(role + ": " + words(reply));
                refused |= isRefusal(reply, psbt);
                outdated |= byPrice && isOutdated(reply);
            }
        }
        return psbt.finish() instanceof Completion.Complete
                ? handIn(demanded, cases, psbt)
                : new Attempt(Optional.empty(), answers, refused, outdated);
    }

    private static boolean isOutdated(Cosigner.Reply reply) {
        return reply instanceof Cosigner.Reply.Refused refused
                && refused.reasons().stream().map(Reason::rule).anyMatch(PolicyRule.OUTPUTS_ARE_DEMANDED.id()::equals);
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
                ? new Attempt(Optional.of(sent.txid()), List.of(), false, false)
                : new Attempt(Optional.empty(), List.of(((SettlementResult.Refused) result).reason()), true, false);
    }

    /** Of an answer the asked party's signatures are taken, if they are good, and nothing else: it may be anybody's. */
    private static Optional<Psbt> signed(Psbt psbt, Cosigner.Reply reply, List<LoanCase> cases, Role role) {
        if (!(reply instanceof Cosigner.Reply.Signed answer)
                || answer.psbt().inputs().size() != psbt.inputs().size()) {
            return Optional.empty();
        }
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            PublicKey key = key(psbt, i, cases, role);
            ByteString signature = answer.psbt().inputs().get(i).signatures().get(key);
            if (signature == null) {
                return Optional.empty();
            }
            try {
                signed = signed.withSignature(i, key, signature);
            } catch (PsbtException bad) {
                return Optional.empty();
            }
        }
        return Optional.of(signed);
    }

    private static PublicKey key(Psbt psbt, int input, List<LoanCase> cases, Role role) {
        ByteString script = psbt.spentOutput(input).scriptPubKey();
        return cases.stream()
                .flatMap(each -> each.loan().terms().escrows().byScript(script).stream())
                .findFirst()
                .orElseThrow()
                .key(role);
    }

    private static String words(Cosigner.Reply reply) {
        return reply instanceof Cosigner.Reply.Signed ? "an answer without good signatures" : reply.toString();
    }

    private static boolean hasSigned(Psbt psbt, List<LoanCase> cases, Role role) {
        return IntStream.range(0, psbt.inputs().size())
                .allMatch(i -> psbt.inputs().get(i).signatures().containsKey(key(psbt, i, cases, role)));
    }

    private Optional<Psbt> proposedBefore(Demanded demanded) {
        Map<LoanId, Sha256Hash> proposals = store.proposals();
        return demanded.ids().stream()
                .flatMap(id -> Optional.ofNullable(proposals.get(id)).stream())
                .distinct()
                .limit(1)
                .flatMap(txid -> store.proposed(txid).stream())
                .filter(known -> demanded.allows(known.unsignedTransaction()))
                .findFirst();
    }
}
