package org.escrowkit.wallet.node;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * A node in memory with a tree of blocks, whose best chain, and whose memory, go wherever a test sends them, and with a
 * mempool that follows it there. Headers link, have the work they claim and name the transactions below them, as on
 * regtest; nothing else is checked. Work is counted in blocks of regtest's least work.
 */
public final class FakeBitcoinNode extends FakeAnswers {
    private final Sha256Hash genesis = tip;

    public Sha256Hash genesis() {
        return genesis;
    }

    public Sha256Hash tip() {
        return tip;
    }

    /** A coinbase transaction, which the number tells apart from others of the same outputs. */
    public static Transaction coinbase(long number, List<TransactionOutput> outputs) {
        TransactionInput input = new TransactionInput(
                new Outpoint(Sha256Hash.ZERO_HASH, 0xffff_ffffL),
                new ByteWriter().writeInt64(number).toByteString(),
                TransactionInput.SEQUENCE_FINAL,
                List.of());
        return new Transaction(Transaction.VERSION_2, List.of(input), outputs, 0);
    }

    /**
     * Adds a block, off the best chain for now.
     *
     * @param transactions parents first; where the first is no coinbase, one is put before it that all blocks share
     */
    public Sha256Hash add(Sha256Hash parent, long work, List<Transaction> transactions) {
        return add(parent, work, blocks.size(), transactions);
    }

    /** As {@link #add(Sha256Hash, long, List)}, dated at this Unix time. */
    public Sha256Hash add(Sha256Hash parent, long work, long time, List<Transaction> transactions) {
        return blocks.add(row(parent).hash(), work, time, transactions);
    }

    /** Adds so many blocks of work 1, each on the one before; returns the last. */
    public Sha256Hash grow(Sha256Hash parent, int count) {
        Sha256Hash last = parent;
        for (int i = 0; i < count; i++) {
            last = add(last, 1, List.of());
        }
        return last;
    }

    /**
     * Makes this block the tip, whatever its work, as {@code invalidateblock} can. What the connected blocks hold
     * leaves the mempool, and what conflicts with it; what the disconnected ones held comes back where nothing
     * conflicts.
     */
    public void moveTo(Sha256Hash block) {
        List<FakeBlocks.Entry> disconnected = blocks.above(block, tip);
        List<FakeBlocks.Entry> connected = blocks.above(tip, block);
        tip = row(block).hash();
        connected.forEach(entry -> mempool.mined(entry.transactions()));
        if (!disconnected.isEmpty()) {
            mempool.disconnected(
                    disconnected.stream().map(FakeBlocks.Entry::transactions).toList(),
                    blocks.txids(tip),
                    blocks.spent(tip));
        }
    }

    /** Grows the best chain by so many blocks without transactions. */
    public void mine(int count) {
        moveTo(grow(tip, count));
    }

    /** Grows the best chain by one block. */
    public Sha256Hash mine(List<Transaction> transactions) {
        moveTo(add(tip, 1, transactions));
        return tip;
    }

    /** As after a kill: back to an ancestor of the tip, with no memory of anything higher, on any branch. */
    public void crashTo(int height) {
        tip = ancestor(tip, height);
        mempool.forget();
        blocks.all().stream()
                .filter(entry -> entry.row().height() > height)
                .forEach(entry -> forgotten.add(entry.row().hash()));
    }

    /** Gets back what it forgot. */
    public void relearn() {
        forgotten.clear();
    }

    /** From now on hands out the one block's content under the other's hash. */
    public void forge(Sha256Hash asked, Sha256Hash given) {
        forged.put(asked, given);
    }

    /** From now on says another work and height of a block than it has. */
    public void lie(BlockRow row) {
        blocks.lie(row);
    }

    /** Throws away all blocks below this height. */
    public void prune(int height) {
        pruned = height;
    }

    /** How often a block was asked for, by any thread. */
    public int blocksRead() {
        return blocksRead.get();
    }

    /**
     * Takes a transaction into the mempool, and evicts those that spend a coin of its inputs, with their descendants,
     * whatever the fees. {@link #broadcast} takes any and evicts none.
     *
     * @throws RpcException.Rejected if the best chain spends one of its coins or it spends what it would evict
     */
    public void submit(Transaction transaction) {
        Set<Outpoint> spent = blocks.spent(tip);
        Set<Sha256Hash> evicted = mempool.conflictsOf(transaction);
        if (transaction.inputs().stream().anyMatch(input -> spent.contains(input.outpoint()))) {
            throw new RpcException.Rejected("sendrawtransaction", -25, "bad-txns-inputs-missingorspent");
        }
        if (transaction.inputs().stream()
                .anyMatch(input -> evicted.contains(input.outpoint().txid()))) {
            throw new RpcException.Rejected("sendrawtransaction", -26, "bad-txns-spends-conflicting-tx");
        }
        mempool.evict(evicted);
        mempool.add(transaction);
    }

    /** What a miner finds: all of the mempool, parents first. */
    public List<Transaction> parentsFirst() {
        return mempool.parentsFirst();
    }

    /** Drops a transaction from the mempool, and those that spend its outputs. */
    public void evict(Sha256Hash txid) {
        mempool.evict(Set.of(txid));
    }

    /** As after a restart: the mempool is empty and its sequence number starts anew. */
    public void forgetMempool() {
        mempool.forget();
    }

    /** What happens to the node before each header and block it hands out, as if another thread did it. */
    public void meanwhile(Runnable event) {
        meanwhile = event;
    }

    /**
     * What happens before each call, by any thread, given the name of its method: an {@link RpcException} that is
     * thrown here fails the call.
     */
    public void before(Consumer<String> event) {
        before = event;
    }

    /** The row of a block, forgotten or not. */
    public BlockRow row(Sha256Hash block) {
        return blocks.row(block);
    }

    /** From the genesis block up to this one, forgotten or not. */
    public List<Sha256Hash> path(Sha256Hash block) {
        return blocks.path(block);
    }

    public Sha256Hash ancestor(Sha256Hash block, int height) {
        return blocks.ancestor(block, height);
    }
}
