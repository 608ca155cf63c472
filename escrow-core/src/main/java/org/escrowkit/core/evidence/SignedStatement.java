package org.escrowkit.core.evidence;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.keys.SchnorrVerifier;
import org.escrowkit.core.vault.Role;

/**
 * A statement and who signed it, each with its contract key (BIP340).
 *
 * @param signatures 64 bytes of each, at least one
 */
public record SignedStatement(Statement statement, Map<Role, ByteString> signatures) {
    static final int SIGNATURE_SIZE = 64;

    public SignedStatement {
        signatures = ImmutableMap.copyOf(signatures);
        if (signatures.isEmpty()
                || signatures.values().stream().anyMatch(signature -> signature.size() != SIGNATURE_SIZE)) {
            throw new IllegalArgumentException("a signed statement has signatures of " + SIGNATURE_SIZE + " bytes");
        }
    }

    public Set<Role> signers() {
        return signatures.keySet();
    }

    /**
     * With the signatures of both.
     *
     * @throws IllegalArgumentException if the other is another statement
     */
    public SignedStatement and(SignedStatement other) {
        if (!statement.equals(other.statement)) {
            throw new IllegalArgumentException("another statement: " + other.statement);
        }
        return new SignedStatement(
                statement,
                ImmutableMap.<Role, ByteString>builder()
                        .putAll(signatures)
                        .putAll(other.signatures)
                        .buildKeepingLast());
    }

    /** Whether each signature is by the contract key of the party that it is said to be of. */
    public boolean isSignedBy(Map<Role, ByteString> contractKeys) {
        Sha256Hash message = statement.hash();
        SchnorrVerifier verifier = Curve.schnorrVerifier();
        return signatures.entrySet().stream()
                .allMatch(entry -> verifier.verifySchnorr(
                        message, entry.getValue(), contractKeys.getOrDefault(entry.getKey(), ByteString.EMPTY)));
    }
}
