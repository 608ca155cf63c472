package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TermsTest {
    @Test
    void marginRatiosRise() {
        refused(() -> MarginRules.of("0", "0.7", "0.8"));
        refused(() -> MarginRules.of("-0.5", "0.7", "0.8"));
        refused(() -> MarginRules.of("0.7", "0.7", "0.8"));
        refused(() -> MarginRules.of("0.5", "0.8", "0.8"));
        refused(() -> MarginRules.of("0.5", "0.9", "0.8"));
        refused(() -> MarginRules.of("50 %", "0.7", "0.8"));
    }

    @Test
    void aPriceIsAboveZero() {
        refused(() -> price("0"));
        refused(() -> price("-1"));
        refused(() -> Price.parse("60000"));
        refused(() -> Price.parse("XXQ 60000"));
        assertEquals(price("60000.5"), Price.parse("USD 60000.5"));
    }

    @Test
    void feeBoundsLeaveRoomForAFee() {
        refused(() -> new FeeBounds(FeeRate.ofSatsPerVb(2), FeeRate.ofSatsPerVb(1), Coin.COIN));
        refused(() -> new FeeBounds(FeeRate.ONE_SAT_PER_VB, FeeRate.ONE_SAT_PER_VB, Coin.ZERO));
        refused(() -> new FeeBounds(FeeRate.ONE_SAT_PER_VB, FeeRate.ONE_SAT_PER_VB, sat(-1)));
    }

    @Test
    void anEstimateIsBroughtWithinTheBounds() {
        var bounds = new FeeBounds(FeeRate.ofSatsPerVb(2), FeeRate.ofSatsPerVb(50), Coin.COIN);
        assertEquals(FeeRate.ofSatsPerVb(2), bounds.clamp(FeeRate.ONE_SAT_PER_VB));
        assertEquals(FeeRate.ofSatsPerVb(7), bounds.clamp(FeeRate.ofSatsPerVb(7)));
        assertEquals(FeeRate.ofSatsPerVb(50), bounds.clamp(FeeRate.ofSatsPerVb(51)));
    }

    @Test
    void principalAndCollateralAreAboveZero() {
        refused(() -> terms(usd("0"), Coin.COIN, TERMS.borrowerPayout()));
        refused(() -> terms(usd("-1"), Coin.COIN, TERMS.borrowerPayout()));
        refused(() -> terms(usd("1"), Coin.ZERO, TERMS.borrowerPayout()));
    }

    /** S10: an address of another network is no payout. */
    @Test
    void payoutsAreOnTheVaultsNetwork() {
        Address mainnet = TestLoans.key("anybody").toAddress(ScriptType.P2WPKH, BitcoinNetwork.MAINNET);
        refused(() -> terms(usd("1"), Coin.COIN, mainnet));
    }

    /** A payout into the escrow would lie there for good: the loan is over by then. */
    @Test
    void noPayoutGoesBackIntoTheEscrow() {
        refused(() -> terms(usd("1"), Coin.COIN, TERMS.escrow().address()));
    }

    /** One settlement must be able to spend whatever counts: no more than twenty coins make the collateral. */
    @Test
    void depositsThatWouldMakeTooManyCoinsAreRefused() {
        Coin most = TERMS.deposits().leastValue().multiply(20);
        assertEquals(most, terms(usd("1"), most, TERMS.borrowerPayout()).requiredCollateral());
        refused(() -> terms(usd("1"), most.add(Coin.SATOSHI), TERMS.borrowerPayout()));
    }

    @Test
    void payoutsMayBeOfAnyStandardType() {
        for (ScriptType type : new ScriptType[] {ScriptType.P2PKH, ScriptType.P2WPKH}) {
            Address payout = TestLoans.payout("borrower", type);
            assertEquals(payout, terms(usd("1"), Coin.COIN, payout).borrowerPayout());
        }
    }

    private static LoanTerms terms(BigMoney principal, Coin collateral, Address payout) {
        return new LoanTerms(
                TERMS.escrow(),
                principal,
                collateral,
                TERMS.margin(),
                TERMS.deposits(),
                payout,
                TERMS.lenderPayout(),
                TERMS.fees());
    }

    private static void refused(Executable making) {
        assertThrows(IllegalArgumentException.class, making);
    }
}
