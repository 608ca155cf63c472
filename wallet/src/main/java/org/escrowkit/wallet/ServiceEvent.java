package org.escrowkit.wallet;

import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EventKind;

/** What happened to a loan. */
public sealed interface ServiceEvent {
    /**
     * The loan is there, and its addresses are watched.
     *
     * @param state in plain words, as are all states here
     */
    record Opened(String state) implements ServiceEvent {}

    /** The loan went from one kind of state to another. */
    record StateChanged(String before, String after) implements ServiceEvent {}

    /** The loan asks for something to be done; broadcasting the service does itself. */
    record ActionDue(LoanAction action) implements ServiceEvent {}

    /**
     * The chain or the mempool changed a deposit to the loan's addresses.
     *
     * @param id of the watcher's event, the same whenever it is told
     * @param block that it comes from; empty for the mempool
     * @param by the transaction that spends it or stands in its place, if there is one
     */
    record DepositChanged(
            String id, EventKind kind, Outpoint outpoint, Coin value, Optional<BlockRef> block, Optional<Sha256Hash> by)
            implements ServiceEvent {
        static DepositChanged of(DepositEvent event) {
            Deposit deposit = event.change().deposit();
            return new DepositChanged(
                    event.id(), event.kind(), deposit.outpoint(), deposit.value(), event.block(), by(event.change()));
        }

        private static Optional<Sha256Hash> by(DepositChange change) {
            if (change instanceof DepositChange.SpentBy spent) {
                return Optional.of(spent.spend().txid());
            }
            if (change instanceof DepositChange.Replaced replaced) {
                return Optional.of(replaced.by());
            }
            return change instanceof DepositChange.DoubleSpent ended ? Optional.of(ended.by()) : Optional.empty();
        }
    }
}
