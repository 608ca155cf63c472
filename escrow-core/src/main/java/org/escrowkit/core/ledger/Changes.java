package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;

/** The deposits of the next ledger while one block or one look at the mempool is worked in. */
final class Changes {
    private final Map<Outpoint, Deposit> deposits;
    private final List<DepositChange> changes = new ArrayList<>();

    Changes(Map<Outpoint, Deposit> deposits) {
        this.deposits = new LinkedHashMap<>(deposits);
    }

    LedgerUpdate toUpdate(BlockRef tip, Set<ByteString> watched) {
        return new LedgerUpdate(new Ledger(tip, watched, deposits), changes);
    }

    /** Finds what a transaction takes from known deposits and pays to watched scripts. */
    void record(Transaction transaction, Set<ByteString> watched, Optional<BlockRef> block) {
        recordSpends(transaction, block);
        recordDeposits(transaction, watched, block);
    }

    void recordSpends(Transaction transaction, Optional<BlockRef> block) {
        for (TransactionInput input : transaction.inputs()) {
            recordSpend(input.outpoint(), new Spend(transaction.txid(), block));
        }
    }

    void recordDeposits(Transaction transaction, Set<ByteString> watched, Optional<BlockRef> block) {
        for (int i = 0; i < transaction.outputs().size(); i++) {
            if (watched.contains(transaction.outputs().get(i).scriptPubKey())) {
                recordDeposit(transaction, i, block);
            }
        }
    }

    private void recordSpend(Outpoint outpoint, Spend spend) {
        Deposit known = deposits.get(outpoint);
        boolean settled = known != null
                && spend.block().isEmpty()
                && known.spend().flatMap(Spend::block).isPresent();
        if (known != null && !settled && !known.spend().equals(Optional.of(spend))) {
            put(known.spentBy(Optional.of(spend)), deposit -> new DepositChange.SpentBy(deposit, spend));
        }
    }

    private void recordDeposit(Transaction transaction, int output, Optional<BlockRef> block) {
        Deposit known = deposits.get(transaction.outpoint(output));
        if (known == null) {
            Deposit fresh = Deposit.of(transaction, output, block);
            put(fresh, block.isPresent() ? DepositChange.Confirmed::new : DepositChange.Seen::new);
        } else if (block.isPresent()) {
            put(known.in(block), DepositChange.Confirmed::new);
        }
    }

    void put(Deposit deposit, Function<Deposit, DepositChange> change) {
        deposits.put(deposit.outpoint(), deposit);
        changes.add(change.apply(deposit));
    }

    /** A coinbase output dies with its block; any other transaction may come back through the mempool. */
    void reorgOut(Outpoint outpoint) {
        Deposit unconfirmed = get(outpoint).in(Optional.empty());
        if (unconfirmed.coinbase()) {
            deposits.remove(outpoint);
            changes.add(new DepositChange.ReorgedOut(unconfirmed));
        } else {
            put(unconfirmed, DepositChange.ReorgedOut::new);
        }
    }

    void remove(Outpoint outpoint) {
        changes.add(new DepositChange.Evicted(get(outpoint)));
        deposits.remove(outpoint);
    }

    private Deposit get(Outpoint outpoint) {
        return Objects.requireNonNull(deposits.get(outpoint));
    }
}
