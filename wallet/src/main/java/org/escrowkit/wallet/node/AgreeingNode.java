package org.escrowkit.wallet.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes as one, which knows of a block only once so many of them hold it on their best chains, by its hash.
 * What follows this node can thus be led neither ahead nor astray by fewer: above the height up to which they agree it
 * sees nothing, and what it saw before stays as it is until so many agree on a chain with more work.
 *
 * <p>One of them leads: its mempool is shown, with what its blocks above that height hold, and it is asked all the
 * rest. Another takes its place when it fails, or has less to show that so many hold. {@link #agreement} names who
 * differs, and where.
 *
 * <p>Each call to a node takes as long as that node takes to fail: give nodes that may vanish a short patience. One
 * that failed is asked again at the next {@link #chainInfo}.
 */
public final class AgreeingNode implements BitcoinNode {
    /** Blocks above the agreed height that are looked into for what waits in them. */
    private static final int MOST_WAITING = 12;

    private final List<BitcoinNode> nodes;
    private final int needed;
    private final Map<Integer, RuntimeException> silent = new HashMap<>();
    private volatile int leader;
    private volatile @Nullable Agreement agreement;

    private AgreeingNode(int needed, List<BitcoinNode> nodes) {
        this.needed = needed;
        this.nodes = List.copyOf(nodes);
    }

    /**
     * @param needed from 1 to the number of nodes; more than half of them, or two rival chains could take turns
     * @param nodes the first leads at first
     */
    public static AgreeingNode of(int needed, List<? extends BitcoinNode> nodes) {
        if (needed < 1 || needed > nodes.size()) {
            throw new IllegalArgumentException(needed + " of " + nodes.size() + " nodes cannot agree");
        }
        return new AgreeingNode(needed, List.copyOf(nodes));
    }

    /** As of the last {@link #chainInfo}; empty before. */
    public Optional<Agreement> agreement() {
        return Optional.ofNullable(agreement);
    }

    private BitcoinNode leader() {
        return nodes.get(leader);
    }

    /**
     * The chain up to the highest block that so many nodes hold. Its {@code headers} are those of the leader, so that
     * it is not caught up while the nodes do not agree on them.
     *
     * @throws RpcException if fewer answer than must agree
     */
    @Override
    public synchronized ChainInfo chainInfo() {
        silent.clear();
        AgreedTip best = tip(leader);
        if (best == null || !best.isWhole()) {
            for (int i = 0; i < nodes.size(); i++) {
                AgreedTip other = i == leader ? null : tip(i);
                if (other != null && (best == null || other.isAbove(best))) {
                    best = other;
                }
            }
        }
        if (best == null) {
            throw new RpcException.Unavailable(
                    "getblockchaininfo",
                    (nodes.size() - silent.size()) + " nodes answer, " + needed + " must agree",
                    null);
        }
        leader = best.leader();
        agreement = new Agreement(
                needed, leader, best.info().height(), best.info().bestBlock(), AgreedViews.of(nodes, best, silent));
        return best.info();
    }

    private @Nullable AgreedTip tip(int number) {
        try {
            AgreedTip tip = AgreedTip.of(number, nodes.get(number), hash -> holds(number, hash));
            return nodes.size() - silent.size() < needed ? null : tip;
        } catch (RpcException | WrongChainException failure) {
            silent.put(number, failure);
            return null;
        }
    }

    /** Whether so many nodes hold this block on their best chains, the one that named it among them. */
    private synchronized boolean holds(int namedBy, Sha256Hash hash) {
        int votes = 1;
        for (int i = 0; i < nodes.size() && votes < needed; i++) {
            if (i != namedBy && !silent.containsKey(i)) {
                try {
                    votes += nodes.get(i)
                                    .header(hash)
                                    .filter(HeaderInfo::isOnBestChain)
                                    .isPresent()
                            ? 1
                            : 0;
                } catch (RpcException | WrongChainException failure) {
                    silent.put(i, failure);
                }
            }
        }
        return votes >= needed;
    }

    private boolean isAgreed(Sha256Hash hash) {
        return holds(leader, hash);
    }

    @Override
    public Optional<Sha256Hash> blockHash(int height) {
        return leader().blockHash(height).filter(this::isAgreed);
    }

    /** Off the best chain, too, what fewer nodes hold on theirs. */
    @Override
    public Optional<HeaderInfo> header(Sha256Hash hash) {
        return leader().header(hash)
                .map(info -> !info.isOnBestChain() || isAgreed(hash)
                        ? info
                        : new HeaderInfo(info.header(), info.height(), -1, info.chainWork()));
    }

    @Override
    public List<BlockHeader> headers(Sha256Hash from, int most) {
        List<BlockHeader> headers = leader().headers(from, most);
        int agreed = highest(headers.size() - 1, i -> isAgreed(headers.get(i).hash()));
        return headers.subList(0, agreed + 1);
    }

    /** The highest number up to this one of which it is true, as of all below it; −1 if it is true of none. */
    static int highest(int top, IntPredicate isTrue) {
        if (top < 0 || isTrue.test(top)) {
            return top;
        }
        int step = 1;
        int low = top - step;
        while (low >= 0 && !isTrue.test(low)) {
            step *= 2;
            low = top - step;
        }
        low = Math.max(low, -1);
        int high = top - step / 2;
        // True of low, or low is −1; not true of high.
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (isTrue.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** From whichever has it: its hash tells that it is the one. */
    @Override
    public Optional<byte[]> block(Sha256Hash hash) {
        RpcException failure = null;
        for (int i = 0; i < nodes.size(); i++) {
            try {
                Optional<byte[]> block = nodes.get((leader + i) % nodes.size()).block(hash);
                if (block.isPresent()) {
                    return block;
                }
            } catch (RpcException failed) {
                failure = failure == null ? failed : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }

    /** What waits for a block that so many nodes hold: in the leader's mempool, or in blocks that too few hold yet. */
    @Override
    public MempoolView mempool() {
        Map<Sha256Hash, Transaction> waiting = waiting();
        MempoolView view = leader().mempool();
        Set<Sha256Hash> txids = new HashSet<>(view.txids());
        txids.addAll(waiting.keySet());
        return new MempoolView(txids, view.sequence());
    }

    /** By txid, what the leader's blocks hold that too few others have. */
    private Map<Sha256Hash, Transaction> waiting() {
        Map<Sha256Hash, Transaction> waiting = new HashMap<>();
        Sha256Hash at = leader().chainInfo().bestBlock();
        for (int depth = 0; !isAgreed(at); depth++) {
            if (depth == MOST_WAITING) {
                throw new RpcException.Unavailable(
                        "getrawmempool", "the nodes do not agree on the last " + depth + " blocks", null);
            }
            Optional<byte[]> block = leader().block(at);
            if (block.isEmpty()) {
                break;
            }
            Block parsed = CheckedCalls.read("getblock", Block::parse, block.get());
            parsed.transactions().stream()
                    .filter(transaction -> !transaction.isCoinbase())
                    .forEach(transaction -> waiting.put(transaction.txid(), transaction));
            at = parsed.header().previous();
        }
        return waiting;
    }

    @Override
    public Map<Sha256Hash, Transaction> mempoolTransactions(Collection<Sha256Hash> txids) {
        Map<Sha256Hash, Transaction> found = new HashMap<>(leader().mempoolTransactions(txids));
        if (found.size() < txids.size()) {
            waiting().forEach((txid, transaction) -> {
                if (txids.contains(txid)) {
                    found.put(txid, transaction);
                }
            });
        }
        return found;
    }

    @Override
    public Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash) {
        return leader().blockTransaction(txid, blockHash);
    }

    @Override
    public MempoolVerdict testMempoolAccept(Transaction transaction) {
        return leader().testMempoolAccept(transaction);
    }

    @Override
    public Sha256Hash broadcast(Transaction transaction) {
        return leader().broadcast(transaction);
    }

    @Override
    public Optional<FeeRate> estimateFeeRate(int targetBlocks) {
        return leader().estimateFeeRate(targetBlocks);
    }

    @Override
    public Optional<UnspentOutput> unspentOutput(Outpoint outpoint) {
        return leader().unspentOutput(outpoint);
    }
}
