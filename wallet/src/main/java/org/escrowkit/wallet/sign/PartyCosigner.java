package org.escrowkit.wallet.sign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.vault.ContractFingerprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A party in this process, with its keys here or on a device.
 *
 * @param loans the party's own records: the loan of a contract as it stands now
 * @param view the party's own look at the chain and the clock
 */
public record PartyCosigner(
        SigningParty party, Function<ContractFingerprint, Optional<Loan>> loans, Supplier<ChainView> view)
        implements Cosigner {
    /** The rule, beside those of the policy, that a party knows the loans that it is asked about. */
    public static final String CONTRACT_IS_KNOWN = "contract-is-known";

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
        List<LoanCase> cases = new ArrayList<>();
        for (Map.Entry<ContractFingerprint, Evidence> entry : request.evidence().entrySet()) {
            Optional<Loan> loan = loans.apply(entry.getKey());
            if (loan.isEmpty()) {
                var unknown = new Reason(CONTRACT_IS_KNOWN, "a loan in the party's own records", entry.getKey() + "");
                return new Reply.Refused(List.of(unknown), true);
            }
            cases.add(new LoanCase(loan.get(), entry.getValue()));
        }
        byte[] psbt = request.psbt().toByteArray();
        ChainView now = view.get();
        return reply(
                request.batch()
                        ? party.reviewAndSignBatch(psbt, cases, now)
                        : party.reviewAndSign(psbt, cases.get(0), now));
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
