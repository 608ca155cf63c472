package org.escrowkit.core.loan;

import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Network;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.vault.VaultAddress;
import org.joda.money.BigMoney;

/**
 * What the parties agreed on.
 *
 * @param escrow where the collateral lies; its index is the loan's number
 * @param principal that the lender hands out, above zero
 * @param requiredCollateral before the lender does so
 * @param deposits which of them count; none below a twentieth of the required collateral
 * @param borrowerPayout where released collateral and surplus go
 * @param lenderPayout where the lender's share of a liquidation goes
 * @param fees what settlements may cost
 */
public record LoanTerms(
        VaultAddress escrow,
        BigMoney principal,
        Coin requiredCollateral,
        MarginRules margin,
        DepositPolicy deposits,
        Address borrowerPayout,
        Address lenderPayout,
        FeeBounds fees) {
    public LoanTerms {
        if (!principal.isPositive() || !requiredCollateral.isPositive()) {
            throw new IllegalArgumentException("principal and required collateral are above zero");
        }
        if (!deposits.bounds(requiredCollateral)) {
            throw new IllegalArgumentException(
                    "deposits of " + deposits.leastValue().value + " sat make too many coins for one settlement");
        }
        requireNetwork(escrow, borrowerPayout);
        requireNetwork(escrow, lenderPayout);
        requireWayOut(escrow, borrowerPayout);
        requireWayOut(escrow, lenderPayout);
    }

    private static void requireWayOut(VaultAddress escrow, Address payout) {
        if (Scripts.of(payout).equals(escrow.scriptPubKey())) {
            throw new IllegalArgumentException("a payout into the escrow would stay there: " + payout);
        }
    }

    /** By what the text says: test networks share their legacy prefixes, testnets and signet their bech32 ones too. */
    private static void requireNetwork(VaultAddress escrow, Address payout) {
        Network vault = escrow.address().network();
        Network paid = payout.network();
        boolean same = payout instanceof SegwitAddress
                ? paid.segwitAddressHrp().equals(vault.segwitAddressHrp())
                : paid.legacyAddressHeader() == vault.legacyAddressHeader();
        if (!same) {
            throw new IllegalArgumentException(payout + " is for " + paid + ", the vault for " + vault);
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
