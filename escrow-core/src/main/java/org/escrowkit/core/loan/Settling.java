package org.escrowkit.core.loan;

import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.Collateral;
import org.escrowkit.core.ledger.Deposit;

/**
 * The settlement is fully signed and on its way into the chain. It demands no further signature: one spend for each
 * coin.
 *
 * @param collateral that the settlement spends
 */
public record Settling(SettlementIntent intent, Collateral collateral, Sha256Hash txid) implements LoanState {
    @Override
    public Transition on(Fact.CollateralObserved fact, LoanTerms terms) {
        Coin late = fact.collateral().coins().stream()
                .filter(coin -> spent().noneMatch(coin.outpoint()::equals))
                .map(Deposit::value)
                .reduce(Coin.ZERO, Coin::add);
        return late.isPositive()
                ? Transition.to(this, new LoanAction.RaiseAlarm(late.toFriendlyString() + " came after the settlement"))
                : Transition.to(this);
    }

    private Stream<Outpoint> spent() {
        return collateral.coins().stream().map(Deposit::outpoint);
    }

    @Override
    public Transition on(Fact.PriceObserved fact, LoanTerms terms) {
        return Transition.to(this);
    }

    @Override
    public Transition on(Fact.SettlementConfirmed fact, LoanTerms terms) {
        if (!fact.txid().equals(txid)) {
            return Transition.to(
                    this, new LoanAction.RaiseAlarm("another transaction took the collateral: " + fact.txid()));
        }
        return Transition.to(intent instanceof SettlementIntent.Release ? new Released(this) : new Liquidated(this));
    }

    @Override
    public Transition on(Fact.SettlementReorgedOut fact, LoanTerms terms) {
        return Transition.to(this, new LoanAction.Broadcast(txid));
    }

    @Override
    public String name() {
        return "settling";
    }
}
