package org.escrowkit.wallet.sign;

import org.escrowkit.core.keys.AccountKey;

/** What a party signs with: keys in this process, or a person with a device elsewhere. */
public sealed interface PartyKeys permits Signer, ExternalSigner {
    /** Whose keys these are. */
    AccountKey account();
}
