package org.escrowkit.wallet.node;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/** The blocks of a {@link FakeBitcoinNode}, on all branches. Read by any thread, added to by one. */
final class FakeBlocks {
    /** In every block that brings none of its own: what tells blocks apart is the nonce and the time. */
    private static final Transaction COINBASE = Transaction.parse(HexFormat.of().parseHex(CannedNode.COINBASE));

    record Entry(BlockRow row, BlockHeader header, ByteString headerBytes, List<Transaction> transactions) {
        byte[] bytes() {
            ByteWriter out = new ByteWriter().write(headerBytes).writeCompactSize(transactions.size());
            transactions.forEach(transaction -> transaction.write(out));
            return out.toByteArray();
        }
    }

    private final Map<Sha256Hash, Entry> tree = new ConcurrentHashMap<>();

    int size() {
        return tree.size();
    }

    Optional<Entry> find(Sha256Hash block) {
        return Optional.ofNullable(tree.get(block));
    }

    Entry get(Sha256Hash block) {
        return Objects.requireNonNull(tree.get(block));
    }

    BlockRow row(Sha256Hash block) {
        return get(block).row();
    }

    List<Entry> all() {
        return List.copyOf(tree.values());
    }

    /** From now on this is what is said of the block. */
    void lie(BlockRow row) {
        Entry entry = get(row.hash());
        tree.put(row.hash(), new Entry(row, entry.header(), entry.headerBytes(), entry.transactions()));
    }

    /** From the genesis block up to this one. */
    List<Sha256Hash> path(Sha256Hash block) {
        List<Sha256Hash> path = new ArrayList<>();
        for (Sha256Hash at = block; !at.equals(Sha256Hash.ZERO_HASH); at = row(at).previous()) {
            path.add(at);
        }
        Collections.reverse(path);
        return path;
    }

    Sha256Hash ancestor(Sha256Hash block, int height) {
        BlockRow row = row(block);
        while (row.height() > height) {
            row = row(row.previous());
        }
        return row.hash();
    }

    /** The blocks below this one, itself included, that are not below the other, oldest first. */
    List<Entry> above(Sha256Hash other, Sha256Hash block) {
        List<Entry> above = new ArrayList<>();
        Sha256Hash theirs = other;
        for (Sha256Hash at = block; ; at = row(at).previous()) {
            theirs = ancestor(theirs, row(at).height());
            if (at.equals(theirs)) {
                break;
            }
            above.add(get(at));
        }
        Collections.reverse(above);
        return above;
    }

    Set<Sha256Hash> txids(Sha256Hash tip) {
        Set<Sha256Hash> txids = new HashSet<>();
        path(tip).forEach(block -> get(block).transactions().forEach(each -> txids.add(each.txid())));
        return txids;
    }

    Set<Outpoint> spent(Sha256Hash tip) {
        Set<Outpoint> spent = new HashSet<>();
        path(tip)
                .forEach(block -> get(block)
                        .transactions()
                        .forEach(each -> each.inputs().forEach(input -> spent.add(input.outpoint()))));
        return spent;
    }

    /**
     * Mines a block of at least so many times regtest's least work.
     *
     * @param previous all zeros for a genesis block
     * @param transactions the first of which may be its coinbase
     */
    Sha256Hash add(Sha256Hash previous, long work, long time, List<Transaction> transactions) {
        List<Transaction> all = new ArrayList<>(transactions);
        if (all.isEmpty() || !all.get(0).isCoinbase()) {
            all.add(0, COINBASE);
        }
        long bits = bits(work);
        byte[] bytes = mined(bits, previous, time, merkleRoot(all));
        BlockHeader header = BlockHeader.parse(bytes);
        Optional<BlockRow> lower = find(previous).map(Entry::row);
        BlockRow row = new BlockRow(
                lower.map(BlockRow::height).orElse(-1) + 1,
                header.hash(),
                previous,
                lower.map(BlockRow::chainWork).orElse(BigInteger.ZERO).add(ProofOfWork.work(bits)));
        tree.put(header.hash(), new Entry(row, header, ByteString.of(bytes), List.copyOf(all)));
        return header.hash();
    }

    private byte[] mined(long bits, Sha256Hash previous, long time, byte[] merkleRoot) {
        ByteBuffer header = ByteBuffer.allocate(BlockHeader.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .put(previous.serialize())
                .put(merkleRoot)
                .putInt((int) time)
                .putInt((int) bits);
        int nonceAt = header.position();
        // Siblings of the same time differ in this.
        int nonce = tree.size() << Byte.SIZE;
        do {
            header.putInt(nonceAt, ++nonce);
        } while (hash(header.array()).toBigInteger().compareTo(ProofOfWork.target(bits)) > 0);
        return header.array();
    }

    private static Sha256Hash hash(byte[] header) {
        return Sha256Hash.wrapReversed(Sha256Hash.hashTwice(header));
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
        transactions.forEach(transaction -> level.add(transaction.txid().serialize()));
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
}
