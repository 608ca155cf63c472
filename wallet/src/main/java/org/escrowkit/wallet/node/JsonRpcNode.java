package org.escrowkit.wallet.node;

import com.google.common.collect.Lists;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;

/**
 * The {@link BitcoinNode} over JSON-RPC to Bitcoin Core, and over its REST interface where that is on, which halves the
 * bytes of a block. Needs no wallet and no index in the node.
 *
 * <p>The chain is checked, by name and genesis block, when it connects and again after every failure and reconnection
 * that may have been a restart: a node that came back on another chain is a {@link WrongChainException}, not a stream
 * of odd blocks.
 */
public final class JsonRpcNode implements BitcoinNode {
    static final String BROADCAST = "sendrawtransaction";

    private static final int NOT_FOUND = -5;
    private static final int OUT_OF_RANGE = -8;
    private static final int ALREADY_IN_CHAIN = -27;

    /** The mempool's ways to say that it, or the chain, has this transaction. */
    private static final List<String> ALREADY_KNOWN =
            List.of("txn-already-in-mempool", "txn-already-known", "txn-same-nonwitness-data-in-mempool");

    /** Verbose transactions in one batch: 32 of the largest standard ones fit into a reply. */
    private static final int TRANSACTIONS = 32;

    private final BulkReads bulk;
    private final CheckedCalls calls;

    private JsonRpcNode(JsonRpcClient client, Chain chain) {
        bulk = new BulkReads(client, chain);
        calls = bulk.calls();
    }

    /**
     * @throws WrongChainException if the node is on another chain
     * @throws RpcException if it cannot be asked
     */
    public static JsonRpcNode connect(JsonRpcClient client, Chain chain) {
        JsonRpcNode node = new JsonRpcNode(client, chain);
        node.calls.checkChain();
        return node;
    }

    /** Whether blocks and headers come by REST for now: found out at each connection, and when REST fails. */
    public boolean usesRest() {
        return bulk.usesRest();
    }

    @Override
    public ChainInfo chainInfo() {
        return calls.ask(calls::chainInfo, "getblockchaininfo");
    }

    @Override
    public Optional<Sha256Hash> blockHash(int height) {
        if (height < 0) {
            throw new IllegalArgumentException("a height is not negative: " + height);
        }
        return calls.find(OUT_OF_RANGE, Replies::hash, "getblockhash", height);
    }

    @Override
    public Optional<HeaderInfo> header(Sha256Hash hash) {
        return calls.find(NOT_FOUND, reply -> Replies.header(hash, reply), "getblockheader", hash.toString(), true);
    }

    @Override
    public List<BlockHeader> headers(Sha256Hash from, int most) {
        return bulk.headers(from, most);
    }

    @Override
    public Optional<byte[]> block(Sha256Hash hash) {
        return bulk.block(hash);
    }

    @Override
    public MempoolView mempool() {
        return calls.ask(Replies::mempool, "getrawmempool", false, true);
    }

    @Override
    public Map<Sha256Hash, Transaction> mempoolTransactions(Collection<Sha256Hash> txids) {
        Map<Sha256Hash, Transaction> found = new HashMap<>();
        for (List<Sha256Hash> some : Lists.partition(List.copyOf(txids), TRANSACTIONS)) {
            // In full, because a node with a transaction index answers for confirmed ones too, and names the block.
            List<List<Object>> verbose = some.stream()
                    .map(txid -> List.<Object>of(txid.toString(), true))
                    .toList();
            List<Optional<JsonValue>> replies = calls.askAll("getrawtransaction", NOT_FOUND, verbose);
            for (int i = 0; i < some.size(); i++) {
                Sha256Hash txid = some.get(i);
                replies.get(i)
                        .flatMap(reply ->
                                CheckedCalls.read("getrawtransaction", r -> Replies.unconfirmed(txid, r), reply))
                        .ifPresent(transaction -> found.put(txid, transaction));
            }
        }
        return found;
    }

    @Override
    public Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash) {
        return calls.find(
                NOT_FOUND,
                reply -> Replies.transaction(txid, reply),
                "getrawtransaction",
                txid.toString(),
                false,
                blockHash.toString());
    }

    @Override
    public MempoolVerdict testMempoolAccept(Transaction transaction) {
        return calls.ask(reply -> Replies.verdict(transaction, reply), "testmempoolaccept", List.of(hex(transaction)));
    }

    @Override
    public Sha256Hash broadcast(Transaction transaction) {
        try {
            Sha256Hash txid = calls.ask(Replies::hash, BROADCAST, hex(transaction));
            if (!txid.equals(transaction.txid())) {
                throw new RpcException.BadReply(BROADCAST, "the txid of another transaction");
            }
        } catch (RpcException.Rejected e) {
            boolean known =
                    e.code() == ALREADY_IN_CHAIN || ALREADY_KNOWN.stream().anyMatch(e.reason()::contains);
            if (!known) {
                throw e;
            }
        }
        return transaction.txid();
    }

    @Override
    public Optional<FeeRate> estimateFeeRate(int targetBlocks) {
        return calls.ask(
                reply -> reply.find("feerate").map(rate -> FeeRate.ofBtcPerKvb(rate.asDecimal())),
                "estimatesmartfee",
                targetBlocks);
    }

    @Override
    public Optional<UnspentOutput> unspentOutput(Outpoint outpoint) {
        return calls.ask(
                reply -> Replies.unspentOutput(outpoint, reply),
                "gettxout",
                outpoint.txid().toString(),
                outpoint.index(),
                false);
    }

    private static String hex(Transaction transaction) {
        return HexFormat.of().formatHex(transaction.serialize());
    }
}
