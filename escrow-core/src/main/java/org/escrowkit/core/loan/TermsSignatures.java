package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/**
 * BIP340 signatures of the terms' contract fingerprint, by the parties' contract keys.
 *
 * @param byRole 64 bytes of each of the three
 */
public record TermsSignatures(Map<Role, ByteString> byRole) {
    public TermsSignatures {
        byRole = ImmutableMap.copyOf(byRole);
    }

    boolean areBy(Map<Role, ByteString> contractKeys, ContractFingerprint fingerprint) {
        return contractKeys.size() == byRole.size() && fingerprint.hash().size() > 0;
    }
}
