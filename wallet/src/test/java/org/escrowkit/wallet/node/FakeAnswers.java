package org.escrowkit.wallet.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;

/** What a {@link FakeBitcoinNode} says when it is asked. */
abstract class FakeAnswers implements BitcoinNode {
    final FakeBlocks blocks = new FakeBlocks();
    final FakeMempool mempool = new FakeMempool();
    final Set<Sha256Hash> forgotten = ConcurrentHashMap.newKeySet();
    final Map<Sha256Hash, Sha256Hash> forged = new ConcurrentHashMap<>();
    final AtomicInteger blocksRead = new AtomicInteger();
    volatile Sha256Hash tip = blocks.add(Sha256Hash.ZERO_HASH, 1, 0, List.of());
    volatile Runnable meanwhile = () -> {};
    volatile Consumer<String> before = method -> {};
    volatile int pruned;

    @Override
    public ChainInfo chainInfo() {
        before.accept("chainInfo");
        FakeBlocks.Entry best = blocks.get(tip);
        return new ChainInfo(
                Chain.REGTEST,
                best.row().height(),
                best.row().height(),
                best.row().hash(),
                best.row().chainWork(),
                Instant.ofEpochSecond(best.header().time()),
                false,
                pruned == 0 ? OptionalInt.empty() : OptionalInt.of(pruned));
    }

    @Override
    public Optional<Sha256Hash> blockHash(int height) {
        before.accept("blockHash");
        return height > blocks.row(tip).height() ? Optional.empty() : Optional.of(blocks.ancestor(tip, height));
    }

    @Override
    public Optional<HeaderInfo> header(Sha256Hash hash) {
        before.accept("header");
        return known(hash).map(entry -> {
            BlockRow row = entry.row();
            int tipHeight = blocks.row(tip).height();
            boolean best = row.height() <= tipHeight
                    && blocks.ancestor(tip, row.height()).equals(hash);
            return new HeaderInfo(
                    entry.header(), row.height(), best ? tipHeight - row.height() + 1 : -1, row.chainWork());
        });
    }

    @Override
    public List<BlockHeader> headers(Sha256Hash from, int most) {
        before.accept("headers");
        if (most < 1 || most > MOST_HEADERS) {
            throw new IllegalArgumentException(most + " headers");
        }
        Optional<FakeBlocks.Entry> first = known(from);
        if (first.isEmpty() || blocks.row(tip).height() < first.get().row().height()) {
            return List.of();
        }
        List<BlockHeader> headers = new ArrayList<>();
        int highest = Math.min(blocks.row(tip).height(), first.get().row().height() + most - 1);
        Sha256Hash at = blocks.ancestor(tip, highest);
        for (int height = highest; height >= first.get().row().height(); height--) {
            headers.add(blocks.get(at).header());
            at = blocks.row(at).previous();
        }
        Collections.reverse(headers);
        return headers.get(0).hash().equals(from) ? headers : List.of();
    }

    @Override
    public Optional<byte[]> block(Sha256Hash hash) {
        before.accept("block");
        blocksRead.incrementAndGet();
        Optional<FakeBlocks.Entry> found = known(hash);
        if (found.isPresent() && found.get().row().height() < pruned) {
            throw new RpcException.Rejected("getblock", -1, "Block not available (pruned data)");
        }
        return found.map(entry ->
                blocks.find(forged.getOrDefault(hash, hash)).orElse(entry).bytes());
    }

    @Override
    public MempoolView mempool() {
        before.accept("mempool");
        return mempool.view();
    }

    @Override
    public Map<Sha256Hash, Transaction> mempoolTransactions(Collection<Sha256Hash> txids) {
        before.accept("mempoolTransactions");
        Map<Sha256Hash, Transaction> found = new HashMap<>(mempool.transactions());
        found.keySet().retainAll(txids);
        return found;
    }

    @Override
    public Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash) {
        before.accept("blockTransaction");
        return known(blockHash).stream()
                .flatMap(entry -> entry.transactions().stream())
                .filter(transaction -> transaction.txid().equals(txid))
                .findFirst();
    }

    @Override
    public MempoolVerdict testMempoolAccept(Transaction transaction) {
        before.accept("testMempoolAccept");
        return new MempoolVerdict.Refused("a fake judges no transaction");
    }

    @Override
    public Sha256Hash broadcast(Transaction transaction) {
        before.accept("broadcast");
        mempool.add(transaction);
        return transaction.txid();
    }

    @Override
    public Optional<FeeRate> estimateFeeRate(int targetBlocks) {
        before.accept("estimateFeeRate");
        return Optional.empty();
    }

    @Override
    public Optional<UnspentOutput> unspentOutput(Outpoint outpoint) {
        before.accept("unspentOutput");
        if (blocks.spent(tip).contains(outpoint)) {
            return Optional.empty();
        }
        for (Sha256Hash hash : blocks.path(tip)) {
            for (Transaction transaction : blocks.get(hash).transactions()) {
                if (transaction.txid().equals(outpoint.txid())
                        && outpoint.index() < transaction.outputs().size()) {
                    return Optional.of(new UnspentOutput(
                            outpoint,
                            transaction.outputs().get((int) outpoint.index()),
                            blocks.row(tip).height() - blocks.row(hash).height() + 1,
                            transaction.isCoinbase(),
                            tip));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<FakeBlocks.Entry> known(Sha256Hash hash) {
        meanwhile.run();
        return forgotten.contains(hash) ? Optional.empty() : blocks.find(hash);
    }
}
