package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;

/**
 * The deposits to watched scripts, as the chain up to {@link #tip} shows them. A value: connecting or disconnecting a
 * block, or looking at the mempool, gives the next one, at a cost that depends on what changes and not on what is
 * there. A deposit is known by its outpoint alone, so that the same coin confirmed again in another block is the same
 * deposit.
 */
public final class Ledger {
    private final BlockRef tip;
    private final DepositTable deposits;

    Ledger(BlockRef tip, DepositTable deposits) {
        this.tip = tip;
        this.deposits = deposits;
    }

    /** A ledger that knows of nothing before and in the block {@code tip}. */
    public static Ledger startingAt(BlockRef tip) {
        return new Ledger(tip, DepositTable.EMPTY);
    }

    /** The ledger that these deposits were taken from, as a store keeps them. */
    public static Ledger of(BlockRef tip, Collection<Deposit> deposits) {
        DepositTable table = DepositTable.EMPTY;
        for (Deposit deposit : deposits) {
            table = table.with(deposit);
        }
        return new Ledger(tip, table);
    }

    public BlockRef tip() {
        return tip;
    }

    public Optional<Deposit> deposit(Outpoint outpoint) {
        return Optional.ofNullable(deposits.get(outpoint));
    }

    /** The deposits to one script that the chain or the mempool holds, in the order of their outpoints. */
    public List<Deposit> deposits(ByteString scriptPubKey) {
        return deposits.at(scriptPubKey)
                .filter(Deposit::isThere)
                .sorted(Comparator.comparing(Deposit::outpoint))
                .toList();
    }

    /** How far a deposit has come, together with the others at its address, as the policy says. */
    public DepositStatus status(Deposit deposit, DepositPolicy policy) {
        return status(deposit, deposits(deposit.scriptPubKey()), policy);
    }

    private DepositStatus status(Deposit deposit, List<Deposit> together, DepositPolicy policy) {
        int depth = deposit.confirmations(tip.height());
        Coin asDeep = together.stream()
                .filter(other -> other.spend().isEmpty() && !policy.ignores(other))
                .filter(other -> other.confirmations(tip.height()) >= depth)
                .map(Deposit::value)
                .reduce(Coin.ZERO, Coin::add);
        return deposit.status(tip.height(), policy, asDeep);
    }

    public Collateral collateral(ByteString scriptPubKey, DepositPolicy policy) {
        return collateral(List.of(scriptPubKey), policy);
    }

    /** What lies at all these scripts together, as when they belong to one loan. */
    public Collateral collateral(List<ByteString> scripts, DepositPolicy policy) {
        List<Deposit> together = scripts.stream()
                .flatMap(script -> deposits(script).stream())
                .sorted(Comparator.comparing(Deposit::outpoint))
                .toList();
        List<Deposit> coins = new ArrayList<>();
        Coin pending = Coin.ZERO;
        for (Deposit deposit : together) {
            DepositStatus status = status(deposit, together, policy);
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
     * @param previous the block that it stands on
     * @param hits the block's transactions that pay a watched script or spend a coin of {@link #interesting}, in the
     *     block's order; others do no harm
     * @throws IllegalArgumentException if it does not stand on the tip
     */
    public LedgerUpdate connect(BlockRef block, Sha256Hash previous, List<Hit> hits) {
        if (!previous.equals(tip.hash()) || block.height() != tip.height() + 1) {
            throw new IllegalArgumentException("block " + block + " does not stand on " + tip);
        }
        Changes changes = new Changes(deposits);
        changes.connect(hits, block);
        return changes.toUpdate(block);
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
        changes.disconnect(tip);
        return changes.toUpdate(previous);
    }

    /**
     * A block of the chain below the tip, looked at again for scripts that were not watched when it was connected.
     * Blocks are to come in rising order.
     *
     * @param block that stands on the best chain
     */
    public LedgerUpdate backfill(BlockRef block, List<Hit> hits) {
        if (block.height() > tip.height()) {
            throw new IllegalArgumentException(block + " is above " + tip);
        }
        Changes changes = new Changes(deposits);
        changes.connect(hits, block);
        return changes.toUpdate(tip);
    }

    /**
     * A look at the whole mempool: new deposits and spends are seen, and unconfirmed ones that it no longer holds are
     * evicted or replaced.
     *
     * @param hits as for {@link #connect}, in any order
     */
    public LedgerUpdate mempool(List<Hit> hits) {
        Changes changes = new Changes(deposits);
        changes.mempool(hits);
        return changes.toUpdate(tip);
    }

    /**
     * The coins by whose spending a transaction concerns this ledger though it pays no watched script: every deposit,
     * and whatever an unconfirmed one spends.
     */
    public static List<Outpoint> interesting(Deposit deposit) {
        List<Outpoint> coins = new ArrayList<>(List.of(deposit.outpoint()));
        if (deposit.block().isEmpty()) {
            deposit.transaction().inputs().forEach(input -> coins.add(input.outpoint()));
        }
        return coins;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ledger that && tip.equals(that.tip) && deposits.holdsTheSame(that.deposits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tip, deposits.whole(), deposits.spent());
    }
}
