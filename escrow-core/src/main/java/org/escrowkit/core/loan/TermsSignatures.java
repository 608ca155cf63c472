package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.keys.SchnorrVerifier;
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

    /** Whether each of the three signed this contract, all with the keys that are given, and nobody else did. */
    boolean areBy(Map<Role, ByteString> contractKeys, ContractFingerprint contract) {
        Sha256Hash message = Sha256Hash.wrap(contract.hash().toByteArray());
        SchnorrVerifier verifier = Curve.schnorrVerifier();
        return byRole.size() == Role.values().length
                && Arrays.stream(Role.values())
                        .allMatch(role -> verifier.verifySchnorr(message, of(byRole, role), of(contractKeys, role)));
    }

    /** What is absent fits nothing. */
    private static ByteString of(Map<Role, ByteString> map, Role role) {
        return map.getOrDefault(role, ByteString.EMPTY);
    }
}
