package org.escrowkit.regtest;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;

/** A borrower, a lender and an arbiter with fresh keys in this process, and the regtest vault between them. */
public final class EscrowParties {
    private final Map<Role, SigningParty> parties = new EnumMap<>(Role.class);
    private final Vault vault;

    private EscrowParties() {
        SecureRandom random = new SecureRandom();
        for (Role role : Role.values()) {
            try (MasterKey master = MasterKey.generate(random)) {
                parties.put(role, new SigningParty(role, new LocalSigner(master.account(BitcoinNetwork.REGTEST, 0))));
            }
        }
        vault = new Vault(BitcoinNetwork.REGTEST, account(Role.BORROWER), account(Role.LENDER), account(Role.ARBITER));
    }

    public static EscrowParties fresh() {
        return new EscrowParties();
    }

    public Vault vault() {
        return vault;
    }

    public SigningParty party(Role role) {
        return Objects.requireNonNull(parties.get(role));
    }

    private AccountKey account(Role role) {
        return party(role).signer().account();
    }
}
