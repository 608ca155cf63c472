package org.escrowkit.core.policy;

import java.time.Instant;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.vault.Role;

/**
 * What a signer knows by himself, and needs nobody's word for.
 *
 * @param role that he has in the vault
 * @param ledger his own view of the chain
 * @param history what he signed before
 * @param proposed transactions that he has proposed himself, at a price that was right then
 * @param limits of his own
 * @param now by his own clock
 * @param chainTime the median time past (BIP113) of his own node's tip: no party can turn it on
 */
public record SignerRecords(
        Role role,
        Ledger ledger,
        SigningHistory history,
        Set<Sha256Hash> proposed,
        SigningLimits limits,
        Instant now,
        Instant chainTime) {
    public SignerRecords {
        proposed = Set.copyOf(proposed);
    }

    /** Of one who has proposed nothing himself. */
    public SignerRecords(
            Role role, Ledger ledger, SigningHistory history, SigningLimits limits, Instant now, Instant chainTime) {
        this(role, ledger, history, Set.of(), limits, now, chainTime);
    }

    /** Of one who has signed nothing yet and sets no limits. */
    public static SignerRecords of(Role role, Ledger ledger, Instant now, Instant chainTime) {
        return new SignerRecords(role, ledger, SigningHistory.NONE, SigningLimits.NONE, now, chainTime);
    }

    /** The same with what he signed before. */
    public SignerRecords with(SigningHistory signed) {
        return new SignerRecords(role, ledger, signed, proposed, limits, now, chainTime);
    }

    /** The same with what he proposed before. */
    public SignerRecords proposing(Set<Sha256Hash> transactions) {
        return new SignerRecords(role, ledger, history, transactions, limits, now, chainTime);
    }

    /** Whether he has found the price of one of a loan's attempts right before, which another one is to replace. */
    boolean knows(Settling settling) {
        return settling.attempts().stream().anyMatch(this::knows);
    }

    private boolean knows(SignedSettlement attempt) {
        return proposed.contains(attempt.txid())
                || history.spending(attempt.spent().get(0).outpoint()).stream()
                        .anyMatch(spend -> spend.unsigned().txid().equals(attempt.txid()));
    }

    /** Whether he has found the price of this very transaction right before: it stays decided on. */
    boolean knows(Transaction unsigned) {
        return proposed.contains(unsigned.txid()) || history.has(unsigned);
    }
}
