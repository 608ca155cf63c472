package org.escrowkit.examples.cli;

import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.Chain;

/**
 * What a party hands out.
 *
 * @param account guards the collateral
 * @param contractKey signs the party's word (BIP340), x-only
 * @param contractPath from the master key to it
 */
record PublicKeys(Chain chain, AccountKey account, ByteString contractKey, String contractPath) {
    String text() {
        return String.join(
                "\n",
                "Chain         " + Names.of(chain),
                "Fingerprint   " + account.origin().fingerprint().toHex() + " (of the master key)",
                "Account       m/" + account.origin().path() + " (BIP48, P2WSH)",
                "Account key   " + account,
                "Contract key  " + contractKey + " at " + contractPath);
    }

    Map<String, Object> fields() {
        return Json.object(
                "chain",
                Names.of(chain),
                "fingerprint",
                account.origin().fingerprint().toHex(),
                "path",
                "m/" + account.origin().path(),
                "account_key",
                account,
                "contract_key",
                contractKey,
                "contract_path",
                contractPath);
    }
}
