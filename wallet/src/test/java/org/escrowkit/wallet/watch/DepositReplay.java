package org.escrowkit.wallet.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.wallet.store.DepositEvent;

/**
 * The deposits that an event log leads to, event by event. Fails where an event is not a thing that can have happened
 * next: confirmed twice, unspent what nobody spent, or anything changed beside what the event is about.
 */
final class DepositReplay {
    private final Map<Outpoint, Deposit> deposits = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private long last;

    /** The sequence of the last event. */
    long last() {
        return last;
    }

    Map<Outpoint, Deposit> deposits() {
        return deposits;
    }

    void apply(List<DepositEvent> events) {
        events.forEach(this::apply);
    }

    private void apply(DepositEvent event) {
        assertEquals(last + 1, event.sequence(), () -> "gap in front of " + event);
        assertTrue(ids.add(event.id()), () -> "given before: " + event);
        last = event.sequence();
        Deposit after = event.change().deposit();
        Optional<Deposit> before = Optional.ofNullable(deposits.get(after.outpoint()));
        Optional<Deposit> due = due(before, event);
        assertEquals(due, Optional.of(after), () -> "not what can follow " + before + ": " + event);
        put(deposits, event.change());
    }

    /** What a change leaves of a deposit: nothing where it is dead for good. */
    static void put(Map<Outpoint, Deposit> deposits, DepositChange change) {
        Deposit deposit = change.deposit();
        boolean dead = change instanceof DepositChange.DoubleSpent
                || (change instanceof DepositChange.ReorgedOut && deposit.coinbase());
        if (dead) {
            deposits.remove(deposit.outpoint());
        } else {
            deposits.put(deposit.outpoint(), deposit);
        }
    }

    /** The deposit as this event must leave it; empty if it cannot have happened. */
    private static Optional<Deposit> due(Optional<Deposit> before, DepositEvent event) {
        DepositChange change = event.change();
        Optional<BlockRef> block = event.block();
        // A deposit that is not known yet is at first one that nothing holds.
        Deposit known = before.orElseGet(() -> at(change.deposit(), Optional.empty(), false, Optional.empty()));
        Optional<Spend> spend = known.spend();
        if (change instanceof DepositChange.Seen) {
            return due(!known.isThere() && block.isEmpty(), at(known, Optional.empty(), true, spend));
        } else if (change instanceof DepositChange.Confirmed) {
            return due(known.block().isEmpty() && block.isPresent(), at(known, block, false, spend));
        } else if (change instanceof DepositChange.ReorgedOut) {
            return due(
                    block.isPresent() && known.block().equals(block),
                    at(known, Optional.empty(), !known.coinbase(), spend));
        } else if (change instanceof DepositChange.Evicted || change instanceof DepositChange.Replaced) {
            return due(known.inMempool() && block.isEmpty(), at(known, Optional.empty(), false, spend));
        } else if (change instanceof DepositChange.DoubleSpent by) {
            return due(
                    before.isPresent()
                            && known.block().isEmpty()
                            && block.equals(Optional.of(by.block()))
                            && !by.by().equals(known.outpoint().txid()),
                    at(known, Optional.empty(), false, spend));
        } else if (change instanceof DepositChange.SpentBy by) {
            boolean news = spend.isEmpty()
                    || (spend.get().block().isEmpty() && by.spend().block().isPresent());
            return due(
                    before.isPresent() && news && by.spend().block().equals(block),
                    at(known, known.block(), known.inMempool(), Optional.of(by.spend())));
        } else {
            // A spend that the mempool held falls out of it; one that a block held goes with the block.
            boolean was = spend.isPresent() && spend.get().block().equals(block);
            return due(was, at(known, known.block(), known.inMempool(), Optional.empty()));
        }
    }

    private static Optional<Deposit> due(boolean possible, Deposit after) {
        return possible ? Optional.of(after) : Optional.empty();
    }

    private static Deposit at(Deposit deposit, Optional<BlockRef> block, boolean inMempool, Optional<Spend> spend) {
        return new Deposit(
                deposit.outpoint(),
                deposit.scriptPubKey(),
                deposit.value(),
                deposit.transaction(),
                block,
                inMempool,
                spend);
    }

    /** The deposit of this outpoint. */
    Deposit deposit(Outpoint outpoint) {
        return Objects.requireNonNull(deposits.get(outpoint), () -> "no deposit " + outpoint);
    }
}
