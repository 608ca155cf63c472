package org.escrowkit.core.ledger;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * The deposits to a set of watched scripts, as the chain up to {@link #tip} shows them. A value: connecting or
 * disconnecting a block, or looking at the mempool, gives the next one. A deposit is known by its outpoint alone, so
 * that the same coin confirmed again in another block is the same deposit.
 */
public final class Ledger {
    private final BlockRef tip;
    private final Set<ByteString> watched;
    private final Map<Outpoint, Deposit> deposits;

    Ledger(BlockRef tip, Set<ByteString> watched, Map<Outpoint, Deposit> deposits) {
        this.tip = tip;
        this.watched = ImmutableSet.copyOf(watched);
        this.deposits = ImmutableMap.copyOf(deposits);
    }

    /** A ledger that knows of nothing before and in the block {@code tip}. */
    public static Ledger startingAt(BlockRef tip) {
        return new Ledger(tip, Set.of(), Map.of());
    }

    /** The same ledger, which from the next block on also sees deposits to this script. */
    public Ledger watch(ByteString scriptPubKey) {
        return new Ledger(
                tip,
                ImmutableSet.<ByteString>builder()
                        .addAll(watched)
                        .add(scriptPubKey)
                        .build(),
                deposits);
    }

    public BlockRef tip() {
        return tip;
    }

    public Optional<Deposit> deposit(Outpoint outpoint) {
        return Optional.ofNullable(deposits.get(outpoint));
    }

    /** The deposits to one script, in the order of their outpoints. */
    public List<Deposit> deposits(ByteString scriptPubKey) {
        return deposits.values().stream()
                .filter(deposit -> deposit.scriptPubKey().equals(scriptPubKey))
                .sorted(Comparator.comparing(Deposit::outpoint))
                .toList();
    }

    public Collateral collateral(ByteString scriptPubKey, DepositPolicy policy) {
        List<Deposit> coins = new ArrayList<>();
        Coin pending = Coin.ZERO;
        for (Deposit deposit : deposits(scriptPubKey)) {
            DepositStatus status = deposit.status(tip.height(), policy);
            if (status instanceof DepositStatus.Final) {
                coins.add(deposit);
            } else if (status.isPending()) {
                pending = pending.add(deposit.value());
            }
        }
        return new Collateral(coins, pending);
    }

    /**
     * The block on top of the tip.
     *
     * @throws IllegalArgumentException if it does not stand on the tip
     */
    public LedgerUpdate connect(Block block) {
        if (!block.previous().equals(tip.hash())) {
            throw new IllegalArgumentException("block " + block.hash() + " does not stand on " + tip.hash());
        }
        BlockRef at = new BlockRef(tip.height() + 1, block.hash());
        Changes changes = new Changes(deposits);
        for (Transaction transaction : block.transactions()) {
            changes.record(transaction, watched, Optional.of(at));
        }
        return changes.toUpdate(at, watched);
    }

    /**
     * Takes the tip back.
     *
     * @param previous the block below the tip
     */
    public LedgerUpdate disconnect(BlockRef previous) {
        if (previous.height() != tip.height() - 1) {
            throw new IllegalArgumentException(previous + " is not below " + tip);
        }
        Changes changes = new Changes(deposits);
        Optional<BlockRef> gone = Optional.of(tip);
        for (Deposit deposit : deposits.values()) {
            if (deposit.spend().flatMap(Spend::block).equals(gone)) {
                changes.put(deposit.spentBy(Optional.empty()), DepositChange.Unspent::new);
            }
            if (deposit.block().equals(gone)) {
                changes.reorgOut(deposit.outpoint());
            }
        }
        return changes.toUpdate(previous, watched);
    }

    /**
     * A look at the whole mempool: new deposits and spends are seen, and unconfirmed ones that it no longer holds are
     * evicted.
     */
    public LedgerUpdate mempool(Collection<Transaction> transactions) {
        Set<Sha256Hash> held = transactions.stream().map(Transaction::txid).collect(ImmutableSet.toImmutableSet());
        Changes changes = new Changes(deposits);
        for (Deposit deposit : deposits.values()) {
            boolean spendGone = deposit.spend()
                    .filter(spend -> spend.block().isEmpty() && !held.contains(spend.txid()))
                    .isPresent();
            if (spendGone) {
                changes.put(deposit.spentBy(Optional.empty()), DepositChange.Unspent::new);
            }
            if (deposit.block().isEmpty() && !held.contains(deposit.outpoint().txid())) {
                changes.remove(deposit.outpoint());
            }
        }
        // A mempool has no order: a child may come before the parent whose deposit it spends.
        transactions.forEach(transaction -> changes.recordDeposits(transaction, watched, Optional.empty()));
        transactions.forEach(transaction -> changes.recordSpends(transaction, Optional.empty()));
        return changes.toUpdate(tip, watched);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ledger that
                && tip.equals(that.tip)
                && watched.equals(that.watched)
                && deposits.equals(that.deposits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tip, watched, deposits);
    }
}
