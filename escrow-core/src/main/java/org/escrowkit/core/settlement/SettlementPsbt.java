package org.escrowkit.core.settlement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtOutput;
import org.escrowkit.core.psbt.TaprootOutput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;

/** Puts an unsigned transaction that spends coins of one or many loans into a PSBT. */
final class SettlementPsbt {
    private SettlementPsbt() {}

    static Psbt of(Transaction unsigned, List<SettlementQuestion> loans) {
        Map<Outpoint, PsbtInput> inputs = new HashMap<>();
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        for (SettlementQuestion loan : loans) {
            List<VaultAddress> escrows = loan.escrows();
            for (int i = 0; i < escrows.size(); i++) {
                Deposit coin = loan.coins().get(i);
                inputs.put(coin.outpoint(), input(coin, escrows.get(i)));
            }
            Vault vault = loan.terms().escrows().vault();
            for (Role role : Role.values()) {
                AccountKey account = vault.account(role);
                xpubs.put(account.xpub(), account.origin());
            }
        }
        List<PsbtInput> ordered = new ArrayList<>();
        for (TransactionInput input : unsigned.inputs()) {
            ordered.add(inputs.get(input.outpoint()));
        }
        List<PsbtOutput> outputs = unsigned.outputs().stream()
                .map(output -> output(output.scriptPubKey(), loans))
                .toList();
        return Psbt.create(unsigned).withXpubs(xpubs).withInputs(ordered).withOutputs(outputs);
    }

    /** What stays with the loan says so in BIP174's fields: by them signing devices know it for the vault's own. */
    private static PsbtOutput output(ByteString script, List<SettlementQuestion> loans) {
        return loans.stream()
                .flatMap(loan -> loan.terms().escrows().byScript(script).stream())
                .findFirst()
                .map(escrow -> new PsbtOutput(
                        Optional.empty(),
                        Optional.of(escrow.witnessScript()),
                        origins(escrow),
                        TaprootOutput.EMPTY,
                        Map.of()))
                .orElse(PsbtOutput.EMPTY);
    }

    private static PsbtInput input(Deposit coin, VaultAddress escrow) {
        var spent = new TransactionOutput(coin.value(), coin.scriptPubKey());
        // Its witness proves nothing here, and Bitcoin Core drops it when it passes a PSBT on.
        Transaction previous = coin.transaction().withoutWitnesses();
        return PsbtInput.p2wsh(previous, spent, escrow.witnessScript(), origins(escrow));
    }

    private static Map<PublicKey, KeyOrigin> origins(VaultAddress escrow) {
        Map<PublicKey, KeyOrigin> origins = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            origins.put(escrow.key(role), escrow.origin(role));
        }
        return origins;
    }
}
