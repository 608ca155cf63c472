package org.escrowkit.core.loan;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;

/**
 * What a loan keeps of a fully signed settlement.
 *
 * @param spent its coins, at least one
 * @param toLender what it pays the lender
 */
public record SignedSettlement(Sha256Hash txid, List<PledgedCoin> spent, Coin toLender) {
    public SignedSettlement {
        spent = List.copyOf(spent);
        if (spent.isEmpty()) {
            throw new IllegalArgumentException("a settlement spends a coin");
        }
    }
}
