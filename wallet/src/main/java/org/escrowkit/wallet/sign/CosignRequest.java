package org.escrowkit.wallet.sign;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * What a coordinator asks a party to sign. It says nothing of the loans but which they are: the party looks them up in
 * its own records.
 *
 * @param psbt in binary
 * @param evidence for each loan that the transaction settles
 * @param batch whether it is one that liquidates many loans, and is reviewed as such
 */
public record CosignRequest(ByteString psbt, Map<ContractFingerprint, Evidence> evidence, boolean batch) {
    /** As many as a standard transaction has room for. */
    static final int MOST_LOANS = 2_000;

    /** @throws IllegalArgumentException unless there is one loan, or a batch of at most 2,000 */
    public CosignRequest {
        evidence = ImmutableMap.copyOf(evidence);
        if (evidence.isEmpty() || evidence.size() > (batch ? MOST_LOANS : 1)) {
            throw new IllegalArgumentException("a request for " + evidence.size() + " loans");
        }
    }

    public static CosignRequest of(Psbt psbt, LoanCase settled) {
        return new CosignRequest(ByteString.of(psbt.serialize()), evidence(List.of(settled)), false);
    }

    public static CosignRequest ofBatch(Psbt psbt, List<LoanCase> cases) {
        return new CosignRequest(ByteString.of(psbt.serialize()), evidence(cases), true);
    }

    private static Map<ContractFingerprint, Evidence> evidence(List<LoanCase> cases) {
        return cases.stream()
                .collect(Collectors.toMap(settled -> settled.loan().terms().fingerprint(), LoanCase::evidence));
    }
}
