package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.coin;
import static org.escrowkit.core.TestLoans.collateral;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.ledger.Collateral;

/** A sample of each state of a loan of USD 30,000 against one bitcoin, and short words for what happens to it. */
final class LoanFixture {
    static final Sha256Hash TXID = TestChain.hash("settlement");
    static final Sha256Hash OTHER_TXID = TestChain.hash("another transaction");

    static final AwaitingCollateral AWAITING = new AwaitingCollateral(Collateral.NONE);
    static final Funded FUNDED = new Funded(collateral("1"));
    static final Active ACTIVE = new Active(collateral("1"), usd("30000"));
    static final MarginCall MARGIN_CALL = new MarginCall(collateral("1"), usd("30000"), price("40000"));
    static final Repaid REPAID = new Repaid(collateral("1"));
    static final Liquidatable LIQUIDATABLE = new Liquidatable(collateral("1"), usd("30000"), price("37500"));
    static final Settling RELEASING = new Settling(new SettlementIntent.Release(), collateral("1"), TXID);
    static final Settling LIQUIDATING = new Settling(LIQUIDATABLE.intent(), collateral("1"), TXID);
    static final Released RELEASED = new Released(RELEASING);
    static final Liquidated LIQUIDATED = new Liquidated(LIQUIDATING);

    static final List<LoanState> STATES = List.of(
            AWAITING, FUNDED, ACTIVE, MARGIN_CALL, REPAID, LIQUIDATABLE, RELEASING, LIQUIDATING, RELEASED, LIQUIDATED);

    static final List<Command> COMMANDS =
            List.of(new Command.Disburse(), new Command.RecordRepayment(usd("1")), new Command.Settle(TXID));

    private LoanFixture() {}

    static Fact sees(String bitcoin) {
        return new Fact.CollateralObserved(collateral(bitcoin));
    }

    /** Final and pending coins at the address. */
    static Fact sees(String bitcoin, String pending) {
        return new Fact.CollateralObserved(seen(bitcoin, pending));
    }

    static Collateral seen(String bitcoin, String pending) {
        return new Collateral(collateral(bitcoin).coins(), TestLoans.btc(pending));
    }

    static Fact costs(String usdForOneBitcoin) {
        return new Fact.PriceObserved(price(usdForOneBitcoin));
    }

    static Fact confirmed(Sha256Hash txid) {
        return new Fact.SettlementConfirmed(txid);
    }

    static Fact reorgedOut(Sha256Hash txid) {
        return new Fact.SettlementReorgedOut(txid);
    }

    static Command repays(String usd) {
        return new Command.RecordRepayment(usd(usd));
    }

    static Transition after(LoanState state, Fact fact) {
        return new Loan(TERMS, state).on(fact);
    }

    static Transition after(LoanState state, Command command) {
        Decision decision = new Loan(TERMS, state).on(command);
        return assertInstanceOf(Decision.Accepted.class, decision).transition();
    }

    static void assertStays(LoanState state, Fact... facts) {
        for (Fact fact : facts) {
            assertEquals(new Transition(state, List.of()), after(state, fact), fact::toString);
        }
    }

    /** Each command is refused with a reason that names the state or what is wrong. */
    static void assertRefuses(LoanState state, Command... commands) {
        for (Command command : commands) {
            Decision decision = new Loan(TERMS, state).on(command);
            String reason = assertInstanceOf(Decision.Rejected.class, decision).reason();
            assertTrue(reason.contains(state.name()), reason);
        }
    }

    static String alarm(Transition transition) {
        return transition.actions().stream()
                .filter(LoanAction.RaiseAlarm.class::isInstance)
                .map(action -> ((LoanAction.RaiseAlarm) action).reason())
                .findFirst()
                .orElse("no alarm");
    }

    static Collateral twoCoins(Coin one, Coin other) {
        return new Collateral(List.of(coin(1, one), coin(2, other)), Coin.ZERO);
    }
}
