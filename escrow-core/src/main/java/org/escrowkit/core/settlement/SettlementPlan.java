package org.escrowkit.core.settlement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/**
 * A settlement as an exact, unsigned transaction.
 *
 * @param coins that it spends, in the order of its inputs
 * @param fee that its outputs leave to the miners
 */
public record SettlementPlan(
        SettlementIntent intent, LoanTerms terms, List<Deposit> coins, Transaction unsigned, Coin fee) {
    public SettlementPlan {
        coins = List.copyOf(coins);
    }

    /** What the lender gets; zero in a release. */
    public Coin toLender() {
        return intent instanceof SettlementIntent.Liquidation
                ? unsigned.outputs().get(0).value()
                : Coin.ZERO;
    }

    /** What the borrower gets back. */
    public Coin toBorrower() {
        Coin paid = unsigned.outputs().stream().map(TransactionOutput::value).reduce(Coin.ZERO, Coin::add);
        return paid.subtract(toLender());
    }

    /**
     * The PSBT that signers get: with the previous transaction of every input, its witness script and the origins of
     * all keys, and with the parties' extended keys, as signing devices ask for them.
     */
    public Psbt toPsbt() {
        VaultAddress escrow = terms.escrow();
        Map<PublicKey, KeyOrigin> origins = new LinkedHashMap<>();
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            origins.put(escrow.key(role), escrow.origin(role));
            AccountKey account = escrow.vault().account(role);
            xpubs.put(account.xpub(), account.origin());
        }
        List<PsbtInput> inputs = new ArrayList<>();
        for (Deposit coin : coins) {
            var spent = new TransactionOutput(coin.value(), coin.scriptPubKey());
            // Its witness proves nothing here, and Bitcoin Core drops it when it passes a PSBT on.
            Transaction previous = coin.transaction().withoutWitnesses();
            inputs.add(PsbtInput.p2wsh(previous, spent, escrow.witnessScript(), origins));
        }
        return Psbt.create(unsigned).withXpubs(xpubs).withInputs(inputs);
    }
}
