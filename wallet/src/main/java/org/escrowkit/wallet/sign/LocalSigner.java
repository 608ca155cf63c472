package org.escrowkit.wallet.sign;

import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.keystore.AccountSecret;

/** A signer whose keys are in this process. */
public record LocalSigner(AccountSecret secret) implements Signer {
    @Override
    public AccountKey account() {
        return secret.publicKey();
    }

    @Override
    public Psbt sign(ApprovedSpend spend) {
        return secret.sign(spend);
    }
}
