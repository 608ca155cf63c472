package org.escrowkit.core.loan;

import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.ledger.ConfirmationPolicy;
import org.escrowkit.core.vault.VaultAddress;
import org.joda.money.BigMoney;

/**
 * What the parties agreed on.
 *
 * @param escrow where the collateral lies; its index is the loan's number
 * @param principal that the lender hands out, above zero
 * @param requiredCollateral before the lender does so
 * @param borrowerPayout where released collateral and surplus go
 * @param lenderPayout where the lender's share of a liquidation goes
 * @param fees what settlements may cost
 */
public record LoanTerms(
        VaultAddress escrow,
        BigMoney principal,
        Coin requiredCollateral,
        MarginRules margin,
        ConfirmationPolicy confirmations,
        Address borrowerPayout,
        Address lenderPayout,
        FeeBounds fees) {
    public LoanTerms {
        if (!principal.isPositive() || !requiredCollateral.isPositive()) {
            throw new IllegalArgumentException("principal and required collateral are above zero");
        }
        requireNetwork(escrow, borrowerPayout);
        requireNetwork(escrow, lenderPayout);
    }

    private static void requireNetwork(VaultAddress escrow, Address payout) {
        if (!payout.network().equals(escrow.address().network())) {
            throw new IllegalArgumentException(payout + " is for " + payout.network() + ", the vault for "
                    + escrow.address().network());
        }
    }

    public int loanNumber() {
        return escrow.index();
    }

    public ByteString borrowerScript() {
        return Scripts.of(borrowerPayout);
    }

    public ByteString lenderScript() {
        return Scripts.of(lenderPayout);
    }
}
