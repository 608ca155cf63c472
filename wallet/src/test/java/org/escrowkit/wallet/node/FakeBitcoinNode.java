package org.escrowkit.wallet.node;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.vault.Chain;

/**
 * A node in memory with a tree of blocks, whose best chain, and whose memory, go wherever a test sends them. Headers
 * link, have the work they claim and name the transactions below them, as on regtest; nothing else is checked. Work is
 * counted in blocks of regtest's least work.
 */
public final class FakeBitcoinNode implements BitcoinNode {
    /** In every block: what tells blocks apart is the nonce and the time. */
    private static final Transaction COINBASE = Transaction.parse(HexFormat.of().parseHex(CannedNode.COINBASE));

    private record Entry(BlockRow row, ByteString header, List<Transaction> transactions) {
        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(header.toByteArray());
            out.write(transactions.size());
            transactions.forEach(transaction -> out.writeBytes(transaction.serialize()));
            return out.toByteArray();
        }
    }

    private final Map<Sha256Hash, Entry> tree = new HashMap<>();
    private final Set<Sha256Hash> forgotten = new HashSet<>();
    private final Map<Sha256Hash, Transaction> mempool = new LinkedHashMap<>();
    private final Sha256Hash genesis;
    private Sha256Hash tip;
    private Runnable meanwhile = () -> {};
    private final Map<Sha256Hash, Sha256Hash> forged = new HashMap<>();
    private long sequence = 1;
    private int pruned;
    private final AtomicInteger blocksRead = new AtomicInteger();

    public FakeBitcoinNode() {
        genesis = put(Sha256Hash.ZERO_HASH, 0, BigInteger.ZERO, 1, 0, List.of());
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
        return add(parent, work, tree.size(), transactions);
    }

    /** As {@link #add(Sha256Hash, long, List)}, dated at this Unix time. */
    public Sha256Hash add(Sha256Hash parent, long work, long time, List<Transaction> transactions) {
        BlockRow lower = row(parent);
        return put(parent, lower.height() + 1, lower.chainWork(), work, time, transactions);
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
        forged.put(asked, given);
    }

    /** From now on says another work and height of a block than it has. */
    public void lie(BlockRow row) {
        Entry entry = Objects.requireNonNull(tree.get(row.hash()));
        tree.put(row.hash(), new Entry(row, entry.header(), entry.transactions()));
    }

    /** Throws away all blocks below this height. */
    public void prune(int height) {
        pruned = height;
    }

    /** How often a block was asked for, by any thread. */
    public int blocksRead() {
        return blocksRead.get();
    }

    /** Drops a transaction from the mempool, or all of a node that restarts. */
    public void evict(Sha256Hash txid) {
        mempool.remove(txid);
        sequence++;
    }

    public void forgetMempool() {
        mempool.clear();
        sequence = 1;
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
        return new ChainInfo(
                Chain.REGTEST,
                best.height(),
                best.height(),
                tip,
                best.chainWork(),
                Instant.EPOCH,
                false,
                pruned == 0 ? OptionalInt.empty() : OptionalInt.of(pruned));
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
                    header(entry), row.height(), best ? tipHeight - row.height() + 1 : -1, row.chainWork());
        });
    }

    @Override
    public List<BlockHeader> headers(Sha256Hash from, int most) {
        Optional<Entry> first = known(from);
        if (first.isEmpty() || row(tip).height() < first.get().row().height()) {
            return List.of();
        }
        List<BlockHeader> headers = new ArrayList<>();
        int highest = Math.min(row(tip).height(), first.get().row().height() + most - 1);
        Sha256Hash at = ancestor(tip, highest);
        for (int height = highest; height >= first.get().row().height(); height--) {
            headers.add(header(Objects.requireNonNull(tree.get(at))));
            at = row(at).previous();
        }
        Collections.reverse(headers);
        return headers.get(0).hash().equals(from) ? headers : List.of();
    }

    @Override
    public Optional<byte[]> block(Sha256Hash hash) {
        blocksRead.incrementAndGet();
        Optional<Entry> found = known(hash);
        if (found.isPresent() && found.get().row().height() < pruned) {
            throw new RpcException.Rejected("getblock", -1, "Block not available (pruned data)");
        }
        return found.map(entry ->
                tree.getOrDefault(forged.getOrDefault(hash, hash), entry).bytes());
    }

    private static BlockHeader header(Entry entry) {
        return BlockHeader.parse(entry.header().toByteArray());
    }

    @Override
    public MempoolView mempool() {
        return new MempoolView(mempool.keySet(), sequence);
    }

    @Override
    public Map<Sha256Hash, Transaction> mempoolTransactions(Collection<Sha256Hash> txids) {
        Map<Sha256Hash, Transaction> found = new HashMap<>(mempool);
        found.keySet().retainAll(txids);
        return found;
    }

    @Override
    public Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash) {
        return known(blockHash).stream()
                .flatMap(entry -> entry.transactions().stream())
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
        sequence++;
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
                    Objects.requireNonNull(tree.get(hash)).transactions()) {
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

    private Sha256Hash put(
            Sha256Hash previous, int height, BigInteger below, long work, long time, List<Transaction> transactions) {
        List<Transaction> all = new ArrayList<>(List.of(COINBASE));
        all.addAll(transactions);
        long bits = bits(work);
        ByteBuffer header = ByteBuffer.allocate(BlockHeader.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .put(previous.serialize())
                .put(merkleRoot(all))
                .putInt((int) time)
                .putInt((int) bits);
        int nonceAt = header.position();
        // Siblings of the same time differ in this.
        header.putInt(nonceAt, tree.size() << Byte.SIZE);
        byte[] hash = {};
        do {
            header.putInt(nonceAt, header.getInt(nonceAt) + 1);
            hash = Sha256Hash.hashTwice(header.array());
        } while (new BigInteger(1, reversed(hash)).compareTo(ProofOfWork.target(bits)) > 0);
        Sha256Hash name = Sha256Hash.wrapReversed(hash);
        BlockRow row = new BlockRow(height, name, previous, below.add(ProofOfWork.work(bits)));
        tree.put(name, new Entry(row, ByteString.of(header.array()), List.copyOf(all)));
        return name;
    }

    /** Of so many times regtest's least work. */
    private static long bits(long work) {
        BigInteger target =
                BigInteger.ONE.shiftLeft(255).divide(BigInteger.valueOf(work)).subtract(BigInteger.ONE);
        int size = target.bitLength() / 8 + 1;
        return (long) size << 24 | target.shiftRight(8 * (size - 3)).longValueExact();
    }

    private static byte[] merkleRoot(List<Transaction> transactions) {
        List<byte[]> level = new ArrayList<>();
        transactions.forEach(
                transaction -> level.add(reversed(transaction.txid().getBytes())));
        while (level.size() > 1) {
            List<byte[]> parents = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                parents.add(Sha256Hash.hashTwice(level.get(i), level.get(Math.min(i + 1, level.size() - 1))));
            }
            level.clear();
            level.addAll(parents);
        }
        return level.get(0);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
