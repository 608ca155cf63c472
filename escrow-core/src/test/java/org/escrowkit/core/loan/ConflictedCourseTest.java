package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.TestLoans.withInterest;
import static org.escrowkit.core.TestLoans.withMargin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A reorganisation takes a coin of a signed settlement, and the coin does not return, or returns late. */
class ConflictedCourseTest {
    private static final LoanAction PREPARES_RELEASE = new LoanAction.PrepareSettlement(new SettlementIntent.Release());

    /** Partial liquidation back to 50 %, excess below 40 % goes back down to 50 %. */
    private static final LoanTerms PARTIAL = withMargin(
            TERMS,
            new MarginRules(
                    TERMS.margin().initial(),
                    TERMS.margin().tiers(),
                    TERMS.margin().liquidation(),
                    Dwell.NONE,
                    BigDecimal.ZERO,
                    Optional.of(Ltv.ofPercent("50")),
                    Optional.of(new ReleaseRule(Ltv.ofPercent("40"), Ltv.ofPercent("50"))),
                    Duration.ZERO));

    /** Of two coins, in a release that is signed. */
    private static Life released() {
        return Life.active().deposits("1").repays("30000").settles("release");
    }

    private static Life conflicted() {
        return released().losesACoin().passes(Position.PATIENCE).is("conflicted");
    }

    /** Of two coins; one is gone before the liquidation confirms. */
    private static Life liquidating(LoanTerms terms) {
        return Life.active(terms)
                .deposits("1")
                .costs("18000")
                .is("liquidatable")
                .settles("first")
                .losesACoin()
                .passes(Position.PATIENCE)
                .is("conflicted");
    }

    private static Optional<SettlementIntent> demanded(Life life) {
        return life.state().demands();
    }

    @Test
    void aSettlementWaitsForACoinThatIsGoneBeforeItIsMadeAgain() {
        Life life = released().losesACoin().is("settling").does();
        life.passes(Position.PATIENCE.minusNanos(1)).is("settling").does();
        assertEquals(Optional.empty(), demanded(life));
        life.passes(Duration.ofNanos(1)).is("conflicted");
        assertEquals(1, life.alarms().size());
        assertTrue(life.alarms().get(0).contains("took coins of the release"));
        assertEquals(PREPARES_RELEASE, life.actions().get(1));
        assertEquals(Optional.of(new SettlementIntent.Release()), demanded(life));
        life.passes(Duration.ofDays(9)).is("conflicted").does().replays();
    }

    @Test
    void patienceBeginsAnewWithEachLoss() {
        Life life = released().losesACoin().passes(Position.PATIENCE.minusNanos(1));
        life.regainsItsCoins().is("settling").losesACoin();
        life.passes(Duration.ofNanos(1)).is("settling").replays();
        life.passes(Position.PATIENCE).is("conflicted");
    }

    @Test
    void whatIsLeftIsSettledByASecondAttempt() {
        Life life = conflicted().settles("again").is("settling").does(new LoanAction.Broadcast(Life.txid("again")));
        assertEquals(2, ((Settling) life.state()).attempts().size());
        life.confirms("again", Optional.empty()).is("released").replays();
        life.regainsItsCoins().is("released");
        assertEquals(Optional.of(new SettlementIntent.Refund()), demanded(life));
    }

    @Test
    void theFirstAttemptCountsAgainWhenItsCoinReturns() {
        Life life = conflicted().regainsItsCoins().is("settling").does(new LoanAction.AbandonSettlement());
        assertEquals(Optional.empty(), demanded(life));
        life.confirms("release", Optional.empty()).is("released").does().replays();
    }

    @Test
    void eitherAttemptMayConfirmOnceBothAreSigned() {
        Life life = conflicted().settles("again").regainsItsCoins().is("settling");
        life.confirms("release", Optional.empty()).is("released").replays();
    }

    /** S20: its coins have a signed spend, which is sent rather than another one signed. */
    @Test
    void aFirstAttemptThatNothingExcludesIsSentOnceItsCoinsReturn() {
        Life life = Life.active().repays("30000").settles("release").losesACoin();
        life.deposits("0.5").passes(Position.PATIENCE).settles("again").confirms("again", Optional.empty());
        life.is("released").regainsItsCoins().is("released");
        assertTrue(life.actions().contains(new LoanAction.Broadcast(Life.txid("release"))));
        life.looks().does();
    }

    @Test
    void aSecondAttemptIsReplacedLikeAnyOther() {
        Life life = conflicted().settles("again");
        life.obeys(new Command.Bump(life.bumped("bumped"))).is("settling");
        life.confirms("bumped", Optional.empty()).is("released").replays();
    }

    @Test
    void aSecondLossMakesAThirdAttempt() {
        Life life = Life.active().deposits("1").deposits("1").repays("30000").settles("first");
        life.losesACoin().passes(Position.PATIENCE).settles("second");
        life.losesACoin().is("settling").passes(Position.PATIENCE).is("conflicted");
        life.settles("third").confirms("third", Optional.empty()).is("released").replays();
    }

    @Test
    void withoutAnyCoinNothingIsDemandedUntilOneComes() {
        Life life = Life.active().repays("30000").settles("release").losesACoin();
        life.passes(Position.PATIENCE).is("conflicted");
        assertEquals(1, life.actions().size());
        assertEquals(Optional.empty(), demanded(life));
        life.deposits("0.5").is("conflicted");
        assertTrue(life.actions().contains(PREPARES_RELEASE));
        life.settles("again").confirms("again", Optional.empty()).is("released").replays();
    }

    @Test
    void aCoinThatComesMeanwhileIsSettledToo() {
        Life life = conflicted().deposits("0.3").is("conflicted");
        assertTrue(
                life.actions().contains(PREPARES_RELEASE), () -> life.actions().toString());
        life.looks().does();
        life.settles("again").confirms("again", Optional.empty()).is("released");
    }

    /** Who signed for the state before, and comes late, spends what is not there, or what is demanded no more. */
    @Test
    void whatIsRegisteredLateIsRefused() {
        Life late = Life.active().deposits("1").repays("30000");
        Command first = new Command.Settle(late.signed("release", Coin.ZERO));
        late.losesACoin();
        assertTrue(late.refuses(first).contains("not final collateral"));
        Life life = conflicted();
        Command second = new Command.Settle(life.signed("again", Coin.ZERO));
        Command bump = new Command.Bump(life.signed("bump", Coin.ZERO));
        assertEquals("no settlement is under way while conflicted", life.refuses(bump));
        assertTrue(life.refuses(first).contains("not final collateral"));
        life.regainsItsCoins();
        assertEquals("no settlement is due while settling", life.refuses(second));
    }

    /** It was demanded when it was signed, and may be in the chain any minute. */
    @Test
    void whatWasSignedBeforeThePriceMovedOnIsTaken() {
        Life life = Life.active().costs("37000");
        Command signed = new Command.Settle(life.signed("at 37,000", life.toLender()));
        life.costs("36000").costs("35000").obeys(signed).is("settling");
    }

    @Test
    void aSettlementOfWhatIsDemandedNoMoreIsRefused() {
        Life life = Life.active().costs("37000");
        Command stale = new Command.Settle(life.signed("stale", life.toLender()));
        life.repays("100");
        assertTrue(life.refuses(stale).startsWith("what is demanded by now is a liquidation of"));
        life.settles("fresh").is("settling");
    }

    @Test
    void aStrangerCompromisesAConflictedLoan() {
        conflicted()
                .spent(TestChain.hash("a stranger"), true, Role.LENDER, Role.ARBITER)
                .is("compromised")
                .replays();
    }

    @Test
    void aLiquidationIsMadeAgainAtTheSamePrice() {
        Life life = liquidating(TERMS);
        SettlementIntent.Liquidation due =
                (SettlementIntent.Liquidation) demanded(life).orElseThrow();
        assertEquals(Price.parse("USD 18000"), due.price());
        assertEquals(0, usd("30000").compareTo(due.owed()));
        life.costs("60000").is("conflicted").does();
        life.settles("again")
                .confirms("again", Optional.empty())
                .is("liquidated")
                .replays();
    }

    @Test
    void whatIsRepaidMeanwhileIsNotTakenAgain() {
        Life life = liquidating(TERMS).repays("10000").is("conflicted");
        assertEquals(Optional.of(new SettlementIntent.Consolidation()), demanded(life));
        assertTrue(life.actions().contains(new LoanAction.PrepareSettlement(new SettlementIntent.Consolidation())));
        life.repays("20000").is("conflicted");
        assertEquals(Optional.of(new SettlementIntent.Release()), demanded(life));
        life.settles("again").confirms("again", Optional.empty()).is("released").replays();
    }

    @Test
    void aLoanWithoutAFurtherAddressIsLiquidatedForWhatItStillOwes() {
        LoanTerms terms = TERMS.amend()
                .escrows(Escrows.of(TERMS.escrows().vault(), TERMS.loanNumber(), 1))
                .build();
        Life life = liquidating(terms).repays("10000").is("conflicted");
        assertEquals(
                "liquidation of USD 20000.00 at USD 18000",
                demanded(life).orElseThrow().toString());
        life.repays("20000");
        assertEquals(Optional.of(new SettlementIntent.Release()), demanded(life));
    }

    /** What is sent again is an attempt that can confirm, be it not the last. */
    @Test
    void theLastAttemptThatHasItsCoinsIsTheOneUnderWay() {
        Life life = conflicted().deposits("0.3").settles("again").losesACoin();
        assertEquals(Life.txid("again"), ((Settling) life.state()).latest().txid());
        life.regainsTheFirstLost();
        assertEquals(Life.txid("release"), ((Settling) life.state()).latest().txid());
        life.obeys(new Command.Bump(life.bumped("bumped"))).confirms("bumped", Optional.empty());
        life.is("released").replays();
    }

    @Test
    void aStatementMeanwhileOnlyLowersWhatIsTaken() {
        LoanTerms terms = withInterest(TERMS, new Interest.Statements());
        Life life = liquidating(terms).states("40000").is("conflicted");
        assertEquals(
                "liquidation of USD 30000.00 at USD 18000",
                demanded(life).orElseThrow().toString());
        life.states("12000");
        assertEquals(Optional.of(new SettlementIntent.Consolidation()), demanded(life));
    }

    @Test
    void afterAPartialLiquidationWhatIsLeftMovesOnAndIsJudgedAfresh() {
        Life life = liquidating(PARTIAL);
        assertEquals(Optional.of(new SettlementIntent.Consolidation()), demanded(life));
        life.settles("moved").confirms("moved", Optional.of(btc("0.9999")));
        life.costs("18000").is("liquidatable");
        assertEquals(0, usd("30000").compareTo(life.position().owed(PARTIAL, life.now())));
        assertEquals(1, life.state().partialSettlements());
        life.replays();
    }

    @Test
    void aPartialLiquidationWhoseCoinReturnsLowersTheDebtAfterAll() {
        Life life = liquidating(PARTIAL);
        Coin sold = ((Conflicted) life.state()).settling().latest().toLender();
        life.settles("moved").regainsItsCoins().is("settling");
        life.confirms("first", Optional.of(btc("2").subtract(sold).subtract(sat(1_000))));
        var owed = usd("30000").minus(MarginMath.credited(sold, Price.parse("USD 18000"), BigDecimal.ZERO));
        assertEquals(0, owed.compareTo(life.position().owed(PARTIAL, life.now())));
        life.replays();
    }

    @Test
    void aPartialReleaseThatLostACoinReleasesNothing() {
        Life life = Life.active(PARTIAL).deposits("1");
        life.obeys(new Command.ReleaseExcess(Optional.of(btc("0.5")), life.now()))
                .settles("excess");
        life.losesACoin().passes(Position.PATIENCE).is("conflicted");
        assertEquals(Optional.of(new SettlementIntent.Consolidation()), demanded(life));
        life.settles("moved")
                .confirms("moved", Optional.of(btc("0.9999")))
                .is("active")
                .replays();
    }

    /** A partial liquidation was in the chain and lowered the debt; then the chain and one of its coins went. */
    @Test
    void theEffectOfAnAttemptThatNeverConfirmsAgainIsUndone() {
        Life life = Life.active(PARTIAL).deposits("1").costs("18000");
        Coin kept = btc("2").subtract(life.toLender()).subtract(sat(1_000));
        life.settles("first").confirms("first", Optional.of(kept)).is("active");
        assertTrue(life.position().owed(PARTIAL, life.now()).isLessThan(usd("30000")));
        life.unconfirms("first").is("settling").losesACoin();
        life.passes(Position.PATIENCE).is("conflicted").settles("moved");
        life.confirms("moved", Optional.of(btc("0.9999")));
        assertEquals(0, usd("30000").compareTo(life.position().owed(PARTIAL, life.now())));
        life.replays();
    }

    @Test
    void anAwardOfMoreThanIsLeftIsAgreedAnew() {
        var split = new SettlementIntent.AwardSplit(btc("1.4"), btc("0.01"));
        Life life = Life.active().deposits("1").obeys(new Command.Dispute(Role.LENDER));
        life.obeys(new Command.Award(split)).settles("award").losesACoin().passes(Position.PATIENCE);
        assertEquals(1, life.is("conflicted").actions().size());
        assertEquals(Optional.empty(), demanded(life));
        assertTrue(life.refuses(new Command.Award(split)).contains("more than the collateral"));
        var less = new SettlementIntent.AwardSplit(btc("0.7"), btc("0.01"));
        life.obeys(new Command.Award(less)).does(new LoanAction.PrepareSettlement(less));
        life.settles("less").confirms("less", Optional.empty()).is("divided").replays();
        assertEquals("there is no dispute to decide", conflicted().refuses(new Command.Award(less)));
    }

    @Test
    void anAwardThatIsStillThereStands() {
        var split = new SettlementIntent.AwardSplit(btc("0.4"), btc("0.6"));
        Life life = Life.active().deposits("1").obeys(new Command.Dispute(Role.LENDER));
        life.obeys(new Command.Award(split)).settles("award").losesACoin().passes(Position.PATIENCE);
        assertEquals(Optional.of(split), demanded(life));
    }

    @Test
    void aLoanThatAlreadyEndedGoesThroughTheSame() {
        Life life = released()
                .confirms("release", Optional.empty())
                .unconfirms("release")
                .losesACoin();
        life.is("settling").passes(Position.PATIENCE).is("conflicted");
        life.settles("again").confirms("again", Optional.empty()).is("released").replays();
        assertEquals(List.of(), life.alarms());
    }
}
