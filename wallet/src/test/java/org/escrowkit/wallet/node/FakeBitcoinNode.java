package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.vault.Chain;

/**
 * A node in memory with a tree of blocks, whose best chain, and whose memory, go wherever a test sends them. Hashes are
 * made up: only what links is real.
 */
public final class FakeBitcoinNode implements BitcoinNode {
    private record Entry(BlockRow row, Block block) {}

    private final Map<Sha256Hash, Entry> tree = new HashMap<>();
    private final Set<Sha256Hash> forgotten = new HashSet<>();
    private final Map<Sha256Hash, Transaction> mempool = new LinkedHashMap<>();
    private final Sha256Hash genesis;
    private Sha256Hash tip;
    private Runnable meanwhile = () -> {};

    public FakeBitcoinNode() {
        genesis = put(Sha256Hash.ZERO_HASH, 0, BigInteger.ONE, List.of());
        tip = genesis;
    }

    public Sha256Hash genesis() {
        return genesis;
    }

    public Sha256Hash tip() {
        return tip;
    }

    /** Adds a block, off the best chain for now. */
    public Sha256Hash add(Sha256Hash parent, long work, List<Transaction> transactions) {
        BlockRow lower = row(parent);
        return put(parent, lower.height() + 1, lower.chainWork().add(BigInteger.valueOf(work)), transactions);
    }

    /** Adds so many blocks of work 1, each on the one before; returns the last. */
    public Sha256Hash grow(Sha256Hash parent, int blocks) {
        Sha256Hash last = parent;
        for (int i = 0; i < blocks; i++) {
            last = add(last, 1, List.of());
        }
        return last;
    }

    /** Makes this block the tip, whatever its work, as {@code invalidateblock} can. */
    public void moveTo(Sha256Hash block) {
        tip = row(block).hash();
    }

    /** Grows the best chain. */
    public void mine(int blocks) {
        moveTo(grow(tip, blocks));
    }

    /** As after a kill: back to an ancestor of the tip, with no memory of anything higher, on any branch. */
    public void crashTo(int height) {
        moveTo(ancestor(tip, height));
        tree.values().stream()
                .filter(entry -> entry.row().height() > height)
                .forEach(entry -> forgotten.add(entry.row().hash()));
    }

    /** Gets back what it forgot. */
    public void relearn() {
        forgotten.clear();
    }

    /** From now on hands out the one block's content under the other's hash. */
    public void forge(Sha256Hash asked, Sha256Hash given) {
        Block block = Objects.requireNonNull(tree.get(given)).block();
        tree.put(asked, new Entry(row(asked), block));
    }

    /** What happens to the node before each header and block it hands out, as if another thread did it. */
    public void meanwhile(Runnable event) {
        meanwhile = event;
    }

    /** The row of a block, forgotten or not. */
    public BlockRow row(Sha256Hash block) {
        return Objects.requireNonNull(tree.get(block)).row();
    }

    /** From the genesis block up to this one, forgotten or not. */
    public List<Sha256Hash> path(Sha256Hash block) {
        List<Sha256Hash> path = new ArrayList<>();
        for (Sha256Hash at = block; !at.equals(Sha256Hash.ZERO_HASH); at = row(at).previous()) {
            path.add(at);
        }
        Collections.reverse(path);
        return path;
    }

    public Sha256Hash ancestor(Sha256Hash block, int height) {
        BlockRow row = row(block);
        while (row.height() > height) {
            row = row(row.previous());
        }
        return row.hash();
    }

    @Override
    public ChainInfo chainInfo() {
        BlockRow best = row(tip);
        return new ChainInfo(Chain.REGTEST, best.height(), best.height(), tip, best.chainWork(), false);
    }

    @Override
    public Optional<Sha256Hash> blockHash(int height) {
        return height > row(tip).height() ? Optional.empty() : Optional.of(ancestor(tip, height));
    }

    @Override
    public Optional<HeaderInfo> header(Sha256Hash hash) {
        return known(hash).map(entry -> {
            BlockRow row = entry.row();
            int tipHeight = row(tip).height();
            boolean best =
                    row.height() <= tipHeight && ancestor(tip, row.height()).equals(hash);
            return new HeaderInfo(
                    hash,
                    row.previous(),
                    row.height(),
                    best ? tipHeight - row.height() + 1 : -1,
                    row.chainWork(),
                    Instant.EPOCH,
                    best ? blockHash(row.height() + 1) : Optional.empty());
        });
    }

    @Override
    public Optional<Block> block(Sha256Hash hash) {
        return known(hash).map(Entry::block);
    }

    @Override
    public Set<Sha256Hash> mempool() {
        return Set.copyOf(mempool.keySet());
    }

    @Override
    public Optional<Transaction> mempoolTransaction(Sha256Hash txid) {
        return Optional.ofNullable(mempool.get(txid));
    }

    @Override
    public Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash) {
        return block(blockHash).stream()
                .flatMap(block -> block.transactions().stream())
                .filter(transaction -> transaction.txid().equals(txid))
                .findFirst();
    }

    @Override
    public MempoolVerdict testMempoolAccept(Transaction transaction) {
        return new MempoolVerdict.Refused("a fake judges no transaction");
    }

    @Override
    public Sha256Hash broadcast(Transaction transaction) {
        mempool.put(transaction.txid(), transaction);
        return transaction.txid();
    }

    @Override
    public Optional<FeeRate> estimateFeeRate(int targetBlocks) {
        return Optional.empty();
    }

    @Override
    public Optional<UnspentOutput> unspentOutput(Outpoint outpoint) {
        Optional<UnspentOutput> found = Optional.empty();
        for (Sha256Hash hash : path(tip)) {
            for (Transaction transaction :
                    Objects.requireNonNull(tree.get(hash)).block().transactions()) {
                if (transaction.inputs().stream()
                        .map(TransactionInput::outpoint)
                        .anyMatch(outpoint::equals)) {
                    return Optional.empty();
                }
                if (transaction.txid().equals(outpoint.txid())
                        && outpoint.index() < transaction.outputs().size()) {
                    found = Optional.of(new UnspentOutput(
                            outpoint,
                            transaction.outputs().get((int) outpoint.index()),
                            row(tip).height() - row(hash).height() + 1,
                            transaction.isCoinbase(),
                            tip));
                }
            }
        }
        return found;
    }

    private Optional<Entry> known(Sha256Hash hash) {
        meanwhile.run();
        return forgotten.contains(hash) ? Optional.empty() : Optional.ofNullable(tree.get(hash));
    }

    private Sha256Hash put(Sha256Hash previous, int height, BigInteger work, List<Transaction> transactions) {
        Sha256Hash hash = Sha256Hash.of(("block " + tree.size()).getBytes(StandardCharsets.UTF_8));
        BlockHeader header = new BlockHeader(hash, 1, previous, Sha256Hash.ZERO_HASH, 0, 0, tree.size());
        tree.put(hash, new Entry(new BlockRow(height, hash, previous, work), new Block(header, transactions)));
        return hash;
    }
}
