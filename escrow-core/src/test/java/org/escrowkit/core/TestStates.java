package org.escrowkit.core;

import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Active;
import org.escrowkit.core.loan.Awarded;
import org.escrowkit.core.loan.Cancelled;
import org.escrowkit.core.loan.Debt;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Liquidatable;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.PledgedCoin;
import org.escrowkit.core.loan.Position;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Repaid;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.loan.SignedSettlement;
import org.jspecify.annotations.NullMarked;

/** Loans in the state that a test needs, without the way there. */
@NullMarked
public final class TestStates {
    private TestStates() {}

    /** The loan over what the ledger shows, in the state that demands this. */
    public static Loan demanding(SettlementIntent intent, LoanTerms terms, Ledger ledger) {
        return demanding(intent, terms, ledger, 0);
    }

    /** The same after so many partial settlements. */
    public static Loan demanding(SettlementIntent intent, LoanTerms terms, Ledger ledger, int partialSettlements) {
        Position position = position(terms, ledger, partialSettlements);
        return in(terms, state(intent, position));
    }

    public static Loan in(LoanTerms terms, LoanState state) {
        return new Loan(terms, state, Optional.empty());
    }

    private static LoanState state(SettlementIntent intent, Position position) {
        if (intent instanceof SettlementIntent.Release) {
            return new Repaid(position);
        }
        if (intent instanceof SettlementIntent.Refund) {
            return new Cancelled(position.holdings());
        }
        if (intent instanceof SettlementIntent.AwardSplit split) {
            return new Awarded(new Active(position, Optional.empty()), split);
        }
        return intent instanceof SettlementIntent.PartialRelease || intent instanceof SettlementIntent.Consolidation
                ? new Active(position, Optional.of(intent))
                : new Liquidatable(position, intent, "the price fell");
    }

    /** Of a loan that owes its principal, at a price of 40,000. */
    public static Position position(LoanTerms terms, Ledger ledger, int partialSettlements) {
        Debt debt = Debt.disbursed(
                terms.principal(), terms.interest(), terms.deadlines().firstDay());
        return new Position(
                Holdings.of(ledger, terms),
                List.of(),
                Optional.empty(),
                debt,
                new Quote(price("40000"), day(1)),
                -1,
                Optional.empty(),
                Optional.empty(),
                IntStream.range(0, partialSettlements)
                        .mapToObj(TestStates::settled)
                        .toList());
    }

    private static Settling settled(int number) {
        Sha256Hash txid = TestChain.hash("partial settlement " + number);
        PledgedCoin spent = new PledgedCoin(new Outpoint(TestChain.hash("spent " + number), 0), Coin.COIN);
        return new Settling(
                new Cancelled(Holdings.NONE),
                List.of(new SignedSettlement(
                        txid, new SettlementIntent.Consolidation(), List.of(spent), Coin.ZERO, Coin.ZERO, 0)),
                ImmutableSet.of(),
                Optional.of(txid),
                Optional.empty());
    }
}
