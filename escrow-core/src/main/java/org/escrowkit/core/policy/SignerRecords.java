package org.escrowkit.core.policy;

import java.time.Instant;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.vault.Role;

/**
 * What a signer knows by himself, and needs nobody's word for.
 *
 * @param role that he has in the vault
 * @param ledger his own view of the chain
 * @param history what he signed before
 * @param limits of his own
 * @param now by his own clock
 * @param chainTime the median time past (BIP113) of his own node's tip: no party can turn it on
 */
public record SignerRecords(
        Role role, Ledger ledger, SigningHistory history, SigningLimits limits, Instant now, Instant chainTime) {
    /** Of one who has signed nothing yet and sets no limits. */
    public static SignerRecords of(Role role, Ledger ledger, Instant now, Instant chainTime) {
        return new SignerRecords(role, ledger, SigningHistory.NONE, SigningLimits.NONE, now, chainTime);
    }

    /** The same with what he signed before. */
    public SignerRecords with(SigningHistory signed) {
        return new SignerRecords(role, ledger, signed, limits, now, chainTime);
    }
}
