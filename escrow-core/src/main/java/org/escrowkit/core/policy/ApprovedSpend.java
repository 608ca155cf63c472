package org.escrowkit.core.policy;

import java.util.List;
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
    private final List<VaultAddress> escrows;

    ApprovedSpend(Psbt psbt, Role signer, List<VaultAddress> escrows) {
        this.psbt = psbt;
        this.signer = signer;
        this.escrows = List.copyOf(escrows);
    }

    public Psbt psbt() {
        return psbt;
    }

    /** Whose signature is approved. */
    public Role signer() {
        return signer;
    }

    /** Where the coin of an input lies. */
    public VaultAddress escrow(int input) {
        return escrows.get(input);
    }

    /** The key that is to sign an input. */
    public PublicKey key(int input) {
        return escrow(input).key(signer);
    }
}
