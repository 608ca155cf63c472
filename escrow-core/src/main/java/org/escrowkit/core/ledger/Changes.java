package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;

/** The deposits of the next ledger while one block or one look at the mempool is worked in. */
final class Changes {
    private final List<DepositChange> changes = new ArrayList<>();
    private DepositTable deposits;

    Changes(DepositTable deposits) {
        this.deposits = deposits;
    }

    LedgerUpdate toUpdate(BlockRef tip) {
        return new LedgerUpdate(new Ledger(tip, deposits), changes);
    }

    void connect(List<Hit> hits, BlockRef block) {
        for (Hit hit : hits) {
            doubleSpend(hit.transaction(), block);
            spend(hit.transaction(), Optional.of(block));
            hit.deposits().forEach(output -> confirm(hit.transaction(), output, block));
        }
    }

    void disconnect(BlockRef block) {
        Optional<BlockRef> gone = Optional.of(block);
        for (Deposit deposit : deposits.touchedBy(block.hash()).toList()) {
            if (deposit.spend().flatMap(Spend::block).equals(gone)) {
                put(deposit.spentBy(Optional.empty()), DepositChange.Unspent::new);
            }
            if (deposit.block().equals(gone)) {
                reorgOut(get(deposit.outpoint()));
            }
        }
    }

    void mempool(List<Hit> hits) {
        Set<Sha256Hash> held =
                hits.stream().map(hit -> hit.transaction().txid()).collect(Collectors.toSet());
        Map<Outpoint, Sha256Hash> spenders = new HashMap<>();
        for (Hit hit : hits) {
            hit.transaction()
                    .inputs()
                    .forEach(input ->
                            spenders.put(input.outpoint(), hit.transaction().txid()));
        }
        for (Deposit deposit : deposits.waitingOnes().toList()) {
            forget(deposit, held, spenders);
        }
        // A mempool has no order: a child may come before the parent whose deposit it spends.
        hits.forEach(hit -> hit.deposits().forEach(output -> see(hit.transaction(), output)));
        hits.forEach(hit -> spend(hit.transaction(), Optional.empty()));
    }

    /** What the mempool no longer holds. */
    private void forget(Deposit waiting, Set<Sha256Hash> held, Map<Outpoint, Sha256Hash> spenders) {
        Deposit deposit = waiting;
        boolean spendGone = deposit.spend()
                .filter(spend -> spend.block().isEmpty() && !held.contains(spend.txid()))
                .isPresent();
        if (spendGone) {
            deposit = deposit.spentBy(Optional.empty());
            put(deposit, DepositChange.Unspent::new);
        }
        if (deposit.inMempool() && !held.contains(deposit.outpoint().txid())) {
            Optional<Sha256Hash> rival = deposit.transaction().inputs().stream()
                    .flatMap(input -> Optional.ofNullable(spenders.get(input.outpoint())).stream())
                    .findFirst();
            put(
                    deposit.unconfirmed(false),
                    gone -> rival.<DepositChange>map(by -> new DepositChange.Replaced(gone, by))
                            .orElseGet(() -> new DepositChange.Evicted(gone)));
        }
    }

    /** Whatever else spends a coin in a block ends the unconfirmed deposits that were to spend it. */
    private void doubleSpend(Transaction transaction, BlockRef block) {
        for (TransactionInput input : transaction.inputs()) {
            for (Deposit deposit : deposits.fundedBy(input.outpoint()).toList()) {
                if (!deposit.outpoint().txid().equals(transaction.txid())) {
                    Deposit dead = deposit.unconfirmed(false);
                    deposits = deposits.without(deposit);
                    changes.add(new DepositChange.DoubleSpent(dead, transaction.txid(), block));
                }
            }
        }
    }

    private void spend(Transaction transaction, Optional<BlockRef> block) {
        for (int i = 0; i < transaction.inputs().size(); i++) {
            Deposit known = deposits.get(transaction.inputs().get(i).outpoint());
            if (known != null && !isSettled(known, transaction, block)) {
                Spend spend = new Spend(transaction.txid(), block, Signers.of(transaction, i, known));
                put(known.spentBy(Optional.of(spend)), deposit -> new DepositChange.SpentBy(deposit, spend));
            }
        }
    }

    /** Known already, or spent in a block while this one only waits. */
    private static boolean isSettled(Deposit known, Transaction by, Optional<BlockRef> block) {
        return known.spend()
                .filter(spend -> (block.isEmpty() && spend.block().isPresent())
                        || (spend.txid().equals(by.txid()) && spend.block().equals(block)))
                .isPresent();
    }

    private void confirm(Transaction transaction, int output, BlockRef block) {
        Deposit known = deposits.get(transaction.outpoint(output));
        if (known == null || !known.block().equals(Optional.of(block))) {
            Deposit confirmed = known == null ? Deposit.of(transaction, output, Optional.of(block)) : known.in(block);
            put(confirmed, DepositChange.Confirmed::new);
        }
    }

    private void see(Transaction transaction, int output) {
        Deposit known = deposits.get(transaction.outpoint(output));
        if (known == null) {
            put(Deposit.of(transaction, output, Optional.empty()), DepositChange.Seen::new);
        } else if (!known.isThere()) {
            put(known.unconfirmed(true), DepositChange.Seen::new);
        }
    }

    /** A coinbase output dies with its block; any other transaction may come back through the mempool. */
    private void reorgOut(Deposit deposit) {
        if (deposit.coinbase()) {
            deposits = deposits.without(deposit);
            changes.add(new DepositChange.ReorgedOut(deposit.unconfirmed(false)));
        } else {
            put(deposit.unconfirmed(true), DepositChange.ReorgedOut::new);
        }
    }

    private void put(Deposit deposit, Function<Deposit, DepositChange> change) {
        deposits = deposits.with(deposit);
        changes.add(change.apply(deposit));
    }

    private Deposit get(Outpoint outpoint) {
        return Objects.requireNonNull(deposits.get(outpoint));
    }
}
