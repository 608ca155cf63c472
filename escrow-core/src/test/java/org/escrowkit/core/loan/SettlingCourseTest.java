package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.TestLoans.withMargin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class SettlingCourseTest {
    private static final Sha256Hash STRANGER = TestChain.hash("a stranger's transaction");

    /** Partial liquidation back to 50 %, excess below 40 % goes back down to 50 %, a penalty of 2 %. */
    private static final LoanTerms PARTIAL = withMargin(
            TERMS,
            new MarginRules(
                    TERMS.margin().initial(),
                    TERMS.margin().tiers(),
                    TERMS.margin().liquidation(),
                    Dwell.NONE,
                    new BigDecimal("0.02"),
                    Optional.of(Ltv.ofPercent("50")),
                    Optional.of(new ReleaseRule(Ltv.ofPercent("40"), Ltv.ofPercent("50"))),
                    java.time.Duration.ZERO));

    private static Life releasing() {
        return Life.active().repays("30000").settles("release").is("settling");
    }

    private static Life liquidating() {
        return Life.active().costs("37000").settles("liquidation").is("settling");
    }

    @Test
    void aReleaseEndsTheLoan() {
        Life life = releasing().does(new LoanAction.Broadcast(Life.txid("release")));
        assertEquals(Optional.empty(), life.state().demands());
        life.spent(Life.txid("release"), false, Role.LENDER, Role.BORROWER)
                .is("settling")
                .does();
        life.confirms("release", Optional.empty()).is("released").does().replays();
    }

    @Test
    void aLiquidationEndsTheLoan() {
        liquidating()
                .confirms("liquidation", Optional.empty())
                .is("liquidated")
                .does()
                .replays();
    }

    @Test
    void aSettlementOfOtherCoinsIsRefused() {
        Life life = Life.active().repays("30000");
        Life other = Life.active().deposits("2").repays("30000");
        assertTrue(
                life.refuses(new Command.Settle(other.signed("x", Coin.ZERO))).contains("not final collateral"));
    }

    @Test
    void aSecondSettlementIsRefusedWhileOneIsUnderWay() {
        Life life = releasing();
        assertEquals(
                "no settlement is due while settling", life.refuses(new Command.Settle(life.signed("y", Coin.ZERO))));
    }

    @Test
    void anyAttemptMayConfirm() {
        Life life = releasing();
        life.obeys(new Command.Bump(life.bumped("bumped")));
        life.does(new LoanAction.Broadcast(Life.txid("bumped")));
        assertEquals(Life.txid("bumped"), ((Settling) life.state()).latest().txid());
        life.confirms("release", Optional.empty()).is("released");
        Life bumped = releasing();
        bumped.obeys(new Command.Bump(bumped.bumped("bumped")));
        bumped.confirms("bumped", Optional.empty()).is("released").replays();
    }

    @Test
    void aSettlementThatTheChainTakesBackIsSentAgainAndNotSignedAgain() {
        Life life = releasing()
                .confirms("release", Optional.empty())
                .unconfirms("release")
                .is("settling");
        assertTrue(life.alarms().get(0).contains("left the best chain"));
        assertTrue(life.actions().contains(new LoanAction.Broadcast(Life.txid("release"))));
        assertEquals(Optional.empty(), life.state().demands());
        life.confirms("release", Optional.empty()).is("released").replays();
    }

    @Test
    void settlingAnswersRepaymentsThatRaceALiquidation() {
        Life life = liquidating().repays("10000").is("settling");
        assertTrue(life.alarms().get(0).contains("paid back"), life.alarms().get(0));
        life.confirms("liquidation", Optional.empty()).is("liquidated");
    }

    @Test
    void aTopUpThatRacesALiquidationIsRefundedAfterIt() {
        Life life = Life.active().costs("37000").sees("0.7");
        SignedSettlement signed = life.signed("liquidation", life.toLender());
        life.obeys(new Command.Settle(signed)).deposits("0.7").is("settling");
        assertTrue(life.alarms().get(0).contains("came after"), life.alarms().get(0));
    }

    @Test
    void coinsAfterTheEndGoBackToTheBorrower() {
        Life life = releasing()
                .confirms("release", Optional.empty())
                .deposits("0.3")
                .is("released");
        assertEquals(1, life.alarms().size());
        assertEquals(Optional.of(new SettlementIntent.Refund()), life.state().demands());
        life.settles("late")
                .confirms("late", Optional.empty())
                .is("refunded")
                .does()
                .replays();
    }

    /**
     * 30,000 at 36,000 is 83.33 %. Of x bitcoin sold, the debt falls by 36,000x / 1.02; at 50 %, and with a fee of
     * 1,000 sat, 30,000 − 36,000x / 1.02 = 18,000 (0.99999 − x): x = 12,000.18 / 17,294.1176… = 0.69388782…. The credit
     * is rounded up to a cent, which 58 satoshis of collateral equal: 0.69388759 is the least that gives 24,490.16.
     */
    @Test
    void aPartialLiquidationBringsTheLoanBackToItsTarget() {
        Life life = Life.active(PARTIAL).costs("36000").is("liquidatable");
        Coin sold = life.toLender();
        assertEquals(sat(69_388_759), sold);
        Coin kept = btc("1").subtract(sold).subtract(sat(1_000));
        life.settles("part").confirms("part", Optional.of(kept)).is("active");
        var owed = life.position().owed(PARTIAL, life.now());
        assertEquals(0, usd("5509.84").compareTo(owed));
        assertEquals(1, life.state().partialSettlements());
        assertEquals(kept, life.state().holdings().value());
        life.replays();
    }

    @Test
    void aPartialLiquidationThatTheChainTakesBackLowersTheDebtOnce() {
        Life life = Life.active(PARTIAL).costs("36000");
        Coin kept = btc("1").subtract(life.toLender()).subtract(sat(1_000));
        life.settles("part").confirms("part", Optional.of(kept)).is("active");
        var owed = life.position().owed(PARTIAL, life.now());
        life.unconfirms("part").is("settling");
        assertTrue(life.actions().contains(new LoanAction.Broadcast(Life.txid("part"))));
        life.confirms("part", Optional.of(kept)).is("active");
        assertEquals(owed, life.position().owed(PARTIAL, life.now()));
        assertEquals(1, life.state().partialSettlements());
        life.replays();
    }

    @Test
    void excessGoesBackAndTheRestMovesOn() {
        Life life = Life.active(PARTIAL);
        assertEquals(
                "only 0 sat may go back now", life.refuses(new Command.ReleaseExcess(Optional.empty(), life.now())));
        life.costs("75000")
                .obeys(new Command.ReleaseExcess(Optional.empty(), life.now()))
                .is("active");
        // 60,000 of collateral must stay: at 75,000 that is 0.8 bitcoin.
        assertEquals(
                Optional.of(new SettlementIntent.PartialRelease(btc("0.2"))),
                life.state().demands());
        life.settles("excess")
                .confirms("excess", Optional.of(btc("0.8")))
                .is("active")
                .replays();
        assertEquals(Optional.empty(), life.state().demands());
        assertEquals(0, usd("30000").compareTo(life.position().owed(PARTIAL, life.now())));
    }

    @Test
    void moreThanTheExcessIsRefused() {
        Life life = Life.active(PARTIAL).costs("75000");
        assertEquals(
                "only 20000000 sat may go back now",
                life.refuses(new Command.ReleaseExcess(Optional.of(sat(20_000_001)), life.now())));
    }

    @Test
    void aFallingPriceTakesAnUnsignedPartialReleaseBack() {
        Life life = Life.active(PARTIAL).costs("75000");
        life.obeys(new Command.ReleaseExcess(Optional.empty(), life.now()));
        life.costs("74999").is("active").does(new LoanAction.AbandonSettlement());
        assertEquals(Optional.empty(), life.state().demands());
    }

    @Test
    void coinsAreConsolidatedWhileTheLoanRuns() {
        Life life = Life.active();
        assertEquals("there is one coin at most", life.refuses(new Command.Consolidate()));
        life.deposits("0.5").obeys(new Command.Consolidate());
        assertEquals(
                Optional.of(new SettlementIntent.Consolidation()), life.state().demands());
        life.settles("one")
                .confirms("one", Optional.of(btc("1.49999")))
                .is("active")
                .replays();
    }

    @Test
    void aLoanWithoutAFreshAddressHasNoFurtherPartialSettlement() {
        Life life = Life.active().deposits("0.5");
        for (int i = 1; i < TERMS.escrows().addresses().size(); i++) {
            life.obeys(new Command.Consolidate()).settles("part " + i).confirms("part " + i, Optional.of(btc("1")));
            life.deposits("0.5");
        }
        assertTrue(life.refuses(new Command.Consolidate()).contains("all addresses"));
    }

    @Test
    void aStrangersSpendIsAnAlarmAndThenTheEndOfAllDemands() {
        Life life = Life.active().repays("30000").spent(STRANGER, false, Role.LENDER, Role.ARBITER);
        assertEquals(1, life.alarms().size());
        assertTrue(
                life.alarms().get(0).contains("LENDER, ARBITER"), life.alarms().get(0));
        assertTrue(
                life.alarms().get(0).contains(STRANGER.toString()),
                life.alarms().get(0));
        life.looks().does();
        life.spent(STRANGER, true, Role.LENDER, Role.ARBITER).is("compromised");
        assertEquals(1, life.alarms().size());
        assertEquals(Optional.empty(), life.state().demands());
        life.looks().is("compromised").does().replays();
    }

    @Test
    void whatTheChainGivesBackGoesOn() {
        Life life =
                Life.active().spent(STRANGER, true, Role.LENDER, Role.ARBITER).is("compromised");
        life.repays("30000").is("compromised");
        assertInstanceOf(Compromised.class, life.state());
        life.costs("1").passes(Duration.ofDays(400)).is("compromised").does().replays();
    }

    @Test
    void aSettlementThatAStrangerOvertakesIsCompromised() {
        liquidating()
                .spent(STRANGER, true, Role.BORROWER, Role.ARBITER)
                .is("compromised")
                .replays();
    }

    @Test
    void aDisputeHoldsAReleaseBackButNotALiquidationByPrice() {
        Life life = Life.active()
                .repays("30000")
                .obeys(new Command.Dispute(Role.LENDER))
                .is("disputed");
        assertEquals(Optional.empty(), life.state().demands());
        assertEquals(
                "the loan is contested by the LENDER",
                life.refuses(new Command.Settle(life.signed("release", Coin.ZERO))));
        Life falling = Life.active()
                .obeys(new Command.Dispute(Role.BORROWER))
                .costs("37000")
                .is("disputed");
        assertTrue(falling.state().demands().isPresent());
        falling.settles("liquidation").is("settling").replays();
    }

    @Test
    void anAwardDividesTheCollateral() {
        Life life = Life.active().obeys(new Command.Dispute(Role.BORROWER));
        var tooMuch = new SettlementIntent.AwardSplit(btc("0.9"), sat(10_000_001));
        assertTrue(life.refuses(new Command.Award(tooMuch)).contains("more than the collateral"));
        var split = new SettlementIntent.AwardSplit(btc("0.4"), btc("0.01"));
        life.obeys(new Command.Award(split)).is("awarded").does(new LoanAction.PrepareSettlement(split));
        life.costs("1").passes(Duration.ofDays(400)).is("awarded");
        life.settles("award").confirms("award", Optional.empty()).is("divided").replays();
    }

    @Test
    void aWithdrawnDisputeGoesOnWhereTheLoanIs() {
        Life life = Life.active()
                .obeys(new Command.Dispute(Role.BORROWER))
                .repays("30000")
                .is("disputed");
        life.does();
        life.obeys(new Command.WithdrawDispute()).is("repaid");
        life.does(new LoanAction.PrepareSettlement(new SettlementIntent.Release()));
        assertEquals("there is no dispute", life.refuses(new Command.WithdrawDispute()));
        assertEquals(
                "there is no dispute to decide",
                life.refuses(new Command.Award(new SettlementIntent.AwardSplit(Coin.ZERO, Coin.ZERO))));
    }

    @Test
    void statementsSayWhatIsOwed() {
        LoanTerms terms = org.escrowkit.core.TestLoans.withInterest(TERMS, new Interest.Statements());
        Life life = Life.active(terms).states("31000");
        assertEquals(0, usd("31000").compareTo(life.position().owed(terms, life.now())));
        life.repays("31000").is("repaid").states("5").is("repaid");
        Life plain = Life.active().states("99999").does();
        assertEquals(0, usd("30000").compareTo(plain.position().owed(TERMS, plain.now())));
        assertEquals(List.of(), plain.alarms());
    }

    @Test
    void anEndThatTheChainTakesBackDuringALateRefundIsSentAgain() {
        Life life = releasing().confirms("release", Optional.empty()).deposits("0.3");
        life.settles("late").unconfirms("release").is("settling");
        assertTrue(life.actions().contains(new LoanAction.Broadcast(Life.txid("release"))));
        assertEquals(Life.txid("late"), ((Settling) life.state()).latest().txid());
    }

    /** Anybody can pay to the address again and again: that must not make what is stored of the loan grow like it. */
    @Test
    void lateCoinsDoNotMakeALoanGrow() {
        Life life = releasing().confirms("release", Optional.empty());
        for (int i = 0; i < 100; i++) {
            life.deposits("0.3")
                    .settles("late " + i)
                    .confirms("late " + i, Optional.empty())
                    .is("refunded");
        }
        int size = LoanCodec.encode(life.loan()).size();
        assertTrue(size < 100 * 400, () -> size + " bytes");
        life.replays();
    }

    @Test
    void newMarginRulesJudgeAfreshHoweverManyTiersTheyHave() {
        LoanTerms terms = withMargin(TERMS, MarginRules.unchained());
        Life life = Life.open(terms)
                .deposits("1")
                .costs("75000")
                .disburses()
                .costs("44000")
                .is("margin call");
        LoanTerms plain = withMargin(
                org.escrowkit.core.TestLoans.amended(terms, terms.payouts(), terms.deadlines()), TERMS.margin());
        Loan amended = new Amendment(plain, life.now()).inForce(life.loan());
        Loan judged = amended.on(new Fact.TimePassed(life.now())).loan();
        assertEquals("active", judged.state().name());
    }

    @Test
    void aPriceOlderThanTheLastChangesNothingWhileFunding() {
        Life life = Life.open()
                .deposits("1")
                .waits(Duration.ofMinutes(9))
                .costs("60000")
                .is("funded");
        life.hears(new Fact.PriceObserved(
                        new Quote(Price.parse("USD 1"), life.now().minusSeconds(1))))
                .is("funded")
                .does();
    }
}
