package org.escrowkit.core.policy;

import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/**
 * A PSBT that one party may sign now. Guarantees that {@link Policy} reviewed these very bytes: nobody else can make
 * one, and nothing in it can change. A signer takes this and nothing else.
 */
public final class ApprovedSpend {
    private final Psbt psbt;
    private final Role signer;
    private final VaultAddress escrow;

    ApprovedSpend(Psbt psbt, Role signer, VaultAddress escrow) {
        this.psbt = psbt;
        this.signer = signer;
        this.escrow = escrow;
    }

    public Psbt psbt() {
        return psbt;
    }

    /** Whose signature is approved. */
    public Role signer() {
        return signer;
    }

    /** Where every coin that is spent lies. */
    public VaultAddress escrow() {
        return escrow;
    }

    /** The key that is to sign every input. */
    public PublicKey key() {
        return escrow.key(signer);
    }
}
