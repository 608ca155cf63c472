package org.escrowkit.wallet;

import org.escrowkit.core.TestLoans;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.sign.Signer;
import org.escrowkit.wallet.watch.Failpoints;

/** The signer of a party of {@link TestLoans}, whose process may die before and after. */
record TestSigner(Role role, Failpoints failpoints) implements Signer {
    @Override
    public AccountKey account() {
        return TestLoans.VAULT.account(role);
    }

    @Override
    public Psbt sign(ApprovedSpend spend) {
        failpoints.pass("signature");
        Psbt signed = TestLoans.sign(spend.psbt(), role);
        failpoints.pass("signed");
        return signed;
    }
}
