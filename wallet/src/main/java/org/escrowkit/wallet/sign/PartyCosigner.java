package org.escrowkit.wallet.sign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A party in this process, with its keys here or on a device.
 *
 * @param loans the party's own records: the loan of a contract as it stands now
 * @param kept the statements about a contract that the party has itself: while the evidence leaves out a later word of
 *     anybody than it has here, it signs nothing
 * @param view the party's own look at the chain and the clock
 */
public record PartyCosigner(
        SigningParty party,
        Function<ContractFingerprint, Optional<Loan>> loans,
        Function<ContractFingerprint, List<SignedStatement>> kept,
        Supplier<ChainView> view)
        implements Cosigner {
    /** The rule, beside those of the policy, that a party knows the loans that it is asked about. */
    public static final String CONTRACT_IS_KNOWN = "contract-is-known";

    /** The rule, beside those of the policy, that nobody's last word is hidden from a party that has it. */
    public static final String LAST_WORD_IS_SHOWN = "last-word-is-shown";

    /** In a line of the log: a batch has very many. */
    private static final int MOST_NAMED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(PartyCosigner.class);

    @Override
    public Reply ask(CosignRequest request) {
        try {
            return reply(request);
        } catch (RuntimeException failed) {
            // The log, the desk, the node or a bug of ours: to be asked again is safe, and the cause is for its owner.
            LOG.atError()
                    .addKeyValue(
                            "contracts",
                            request.evidence().keySet().stream()
                                    .limit(MOST_NAMED)
                                    .toList())
                    .setCause(failed)
                    .log("the {} could not answer", party.role());
            return new Reply.Unreachable("the party could not answer");
        }
    }

    private Reply reply(CosignRequest request) {
        ChainView now = view.get();
        List<LoanCase> cases = new ArrayList<>();
        for (Map.Entry<ContractFingerprint, Evidence> entry : request.evidence().entrySet()) {
            Optional<Loan> loan = loans.apply(entry.getKey());
            if (loan.isEmpty()) {
                var unknown = new Reason(CONTRACT_IS_KNOWN, "a loan in the party's own records", entry.getKey() + "");
                return new Reply.Refused(List.of(unknown), true);
            }
            Optional<Reason> hidden = hidden(entry.getKey(), entry.getValue(), now);
            if (hidden.isPresent()) {
                return new Reply.Refused(List.of(hidden.get()), false);
            }
            cases.add(new LoanCase(loan.get(), entry.getValue()));
        }
        byte[] psbt = request.psbt().toByteArray();
        return reply(
                request.batch()
                        ? party.reviewAndSignBatch(psbt, cases, now)
                        : party.reviewAndSign(psbt, cases.get(0), now));
    }

    private Optional<Reason> hidden(ContractFingerprint contract, Evidence shown, ChainView view) {
        return kept.apply(contract).stream()
                .filter(own -> own.statement().holdsAt(view.now()))
                .flatMap(own -> own.signers().stream()
                        .filter(signer -> own.statement().sequence() > lastWord(signer, shown))
                        .map(signer -> new Reason(
                                LAST_WORD_IS_SHOWN,
                                own.statement().claim() + " by the " + signer + ", number "
                                        + own.statement().sequence() + ", in the evidence",
                                "number " + lastWord(signer, shown))))
                .findFirst();
    }

    private static long lastWord(Role signer, Evidence shown) {
        return shown.statements().stream()
                .filter(signed -> signed.signers().contains(signer))
                .mapToLong(signed -> signed.statement().sequence())
                .max()
                .orElse(0);
    }

    private static Reply reply(SigningParty.Answer answer) {
        if (answer instanceof SigningParty.Answer.Signed signed) {
            return new Reply.Signed(signed.psbt());
        }
        if (answer instanceof SigningParty.Answer.Refused refused) {
            return new Reply.Refused(
                    Reason.of(refused.review()), refused.review().isTemporary());
        }
        return new Reply.Waiting();
    }
}
