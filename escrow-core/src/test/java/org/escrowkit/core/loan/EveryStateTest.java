package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.START;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.amended;
import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class EveryStateTest {
    private static final Sha256Hash STRANGER = TestChain.hash("a stranger's transaction");
    private static final PledgedCoin COIN = new PledgedCoin(new Outpoint(TestChain.hash("coin 0"), 0), Coin.COIN);

    static final List<LoanState> STATES = Stream.of(
                    Life.offered(),
                    Life.open(),
                    Life.open().deposits("1").costs("60000"),
                    Life.active(),
                    Life.active().deposits("1").obeys(new Command.Consolidate()),
                    Life.active().costs("42000"),
                    Life.active().costs("37000"),
                    Life.active().waits(Duration.ofDays(372)).costs("60000"),
                    Life.active().repays("30000"),
                    Life.active().repays("30000").settles("a"),
                    Life.active().costs("37000").settles("a"),
                    Life.active().repays("30000").settles("a").confirms("a", Optional.empty()),
                    Life.active().costs("37000").settles("a").confirms("a", Optional.empty()),
                    Life.open().obeys(new Command.Cancel()).deposits("1"),
                    Life.open()
                            .obeys(new Command.Cancel())
                            .deposits("1")
                            .settles("a")
                            .confirms("a", Optional.empty()),
                    Life.active().obeys(new Command.Dispute(Role.BORROWER)),
                    Life.active().obeys(new Command.Dispute(Role.BORROWER)).obeys(award()),
                    Life.active()
                            .obeys(new Command.Dispute(Role.BORROWER))
                            .obeys(award())
                            .settles("a")
                            .confirms("a", Optional.empty()),
                    Life.active().spent(STRANGER, true, Role.LENDER),
                    Life.active()
                            .deposits("1")
                            .repays("30000")
                            .settles("a")
                            .losesACoin()
                            .passes(Position.PATIENCE))
            .map(Life::state)
            .toList();

    private static final List<Fact> FACTS = List.of(
            sees(new Holdings(List.of(), Coin.ZERO, List.of())),
            sees(new Holdings(List.of(), Coin.COIN, List.of())),
            sees(new Holdings(List.of(COIN), Coin.ZERO, List.of())),
            sees(new Holdings(List.of(new PledgedCoin(COIN.outpoint(), Coin.SATOSHI)), Coin.ZERO, List.of())),
            sees(new Holdings(List.of(), Coin.ZERO, List.of(taken(STRANGER, false)))),
            sees(new Holdings(List.of(), Coin.ZERO, List.of(taken(STRANGER, true)))),
            sees(new Holdings(List.of(), Coin.ZERO, List.of(taken(Life.txid("a"), false)))),
            sees(new Holdings(List.of(), Coin.ZERO, List.of(taken(Life.txid("a"), true)))),
            costs("0.000000000001"),
            costs("60000"),
            costs("1000000000000"),
            new Fact.PriceObserved(new Quote(Price.parse("EUR 60000"), START)),
            new Fact.TimePassed(START),
            new Fact.TimePassed(day(3)),
            new Fact.TimePassed(day(4_000)),
            new Fact.DebtStated(usd("0"), START),
            new Fact.DebtStated(usd("1"), day(10)));

    private static final List<Command> COMMANDS = List.of(
            new Command.Agree(new TermsSignatures(Map.of())),
            new Command.Cancel(),
            new Command.Disburse(START),
            new Command.RecordRepayment(usd("1"), START),
            new Command.ReleaseExcess(Optional.empty(), START),
            new Command.Consolidate(),
            new Command.Settle(signed("b", Coin.ZERO)),
            new Command.Bump(signed("c", Coin.SATOSHI)),
            new Command.Dispute(Role.LENDER),
            new Command.WithdrawDispute(),
            award(),
            new Command.Amend(
                    amended(TERMS, TERMS.payouts(), TERMS.deadlines()), new TermsSignatures(Map.of()), START));

    private static SignedSettlement signed(String name, Coin fee) {
        return new SignedSettlement(Life.txid(name), new SettlementIntent.Release(), List.of(COIN), Coin.ZERO, fee, 0);
    }

    private static Command award() {
        return new Command.Award(new SettlementIntent.AwardSplit(btc("0.4"), btc("0.01")));
    }

    private static Fact sees(Holdings holdings) {
        return new Fact.ChainObserved(holdings, START);
    }

    private static TakenCoin taken(Sha256Hash by, boolean deep) {
        return new TakenCoin(COIN, by, deep, Set.of());
    }

    private static Fact costs(String usdForOneBitcoin) {
        return new Fact.PriceObserved(new Quote(new Price(usd(usdForOneBitcoin)), START));
    }

    private static Loan loan(LoanState state) {
        return new Loan(TERMS, state, Optional.empty());
    }

    @Test
    void theSamplesLeaveNoKindOut() {
        assertEquals(permitted(LoanState.class), kinds(STATES));
        assertEquals(permitted(Fact.class), kinds(FACTS));
        assertEquals(permitted(Command.class), kinds(COMMANDS));
    }

    @Test
    void everyStateAnswersEveryFact() {
        for (LoanState state : STATES) {
            for (Fact fact : FACTS) {
                assertDoesNotThrow(() -> loan(state).on(fact), () -> state + " on " + fact);
            }
        }
    }

    @Test
    void everyStateTakesACommandOrSaysWhyNot() {
        for (LoanState state : STATES) {
            for (Command command : COMMANDS) {
                Decision decision = assertDoesNotThrow(() -> loan(state).on(command), () -> state + " on " + command);
                if (decision instanceof Decision.Rejected rejected) {
                    assertFalse(rejected.reason().isBlank());
                }
            }
        }
    }

    /** Rule 6: a signature is given only for what a state demands; each of them by a reason of its own. */
    @Test
    void noStateDemandsASettlementBesidesTheseOnes() {
        Set<String> demanding = STATES.stream()
                .filter(state -> state.demands().isPresent())
                .map(state -> state.name() + ": "
                        + state.demands().orElseThrow().getClass().getSimpleName())
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "active: Consolidation",
                        "liquidatable: Liquidation",
                        "defaulted: Liquidation",
                        "repaid: Release",
                        "cancelled: Refund",
                        "awarded: AwardSplit",
                        "conflicted: Release"),
                demanding);
    }

    /** A crash repeats the observation that came last: that must not move a loan any further. */
    @Test
    void theSameObservationTwiceIsTheSameAsOnce() {
        for (LoanState state : STATES) {
            for (Fact fact : FACTS) {
                LoanState once = loan(state).on(fact).loan().state();
                LoanState twice = loan(once).on(fact).loan().state();
                if (!(fact instanceof Fact.PriceObserved)) {
                    assertEquals(once, twice, () -> state + " on " + fact);
                } else {
                    // A price that comes again is one more sample of a breach; nothing else may differ.
                    assertEquals(once.name(), twice.name(), () -> state + " on " + fact);
                }
            }
        }
    }

    @Test
    void onlyTheAlarmsOfTheFirstTimeAreRaised() {
        for (LoanState state : STATES) {
            for (Fact fact : FACTS) {
                LoanUpdate again = loan(loan(state).on(fact).loan().state()).on(fact);
                assertEquals(List.of(), again.actions(), () -> state + " on " + fact);
            }
        }
    }

    private static Set<Class<?>> permitted(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? permitted(kind).stream() : Stream.of(kind))
                .collect(Collectors.toSet());
    }

    private static Set<Class<?>> kinds(Collection<?> samples) {
        return samples.stream().map(Object::getClass).collect(Collectors.toSet());
    }
}
