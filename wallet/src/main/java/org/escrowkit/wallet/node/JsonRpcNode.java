package org.escrowkit.wallet.node;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.vault.Chain;
import org.jspecify.annotations.Nullable;

/**
 * The {@link BitcoinNode} over JSON-RPC to Bitcoin Core. Needs no wallet and no index in the node.
 *
 * <p>The chain is checked, by name and genesis block, when it connects and again after every failure that may have been
 * a restart: a node that came back on another chain is a {@link WrongChainException}, not a stream of odd blocks.
 */
public final class JsonRpcNode implements BitcoinNode {
    private static final int NOT_FOUND = -5;
    private static final int OUT_OF_RANGE = -8;
    private static final int ALREADY_IN_CHAIN = -27;

    /** The mempool's ways to say that it, or the chain, has this transaction. */
    private static final List<String> ALREADY_KNOWN =
            List.of("txn-already-in-mempool", "txn-already-known", "txn-same-nonwitness-data-in-mempool");

    private final JsonRpcClient client;
    private final Chain chain;
    private volatile boolean rightChain;

    private JsonRpcNode(JsonRpcClient client, Chain chain) {
        this.client = client;
        this.chain = chain;
    }

    /**
     * @throws WrongChainException if the node is on another chain
     * @throws RpcException if it cannot be asked
     */
    public static JsonRpcNode connect(JsonRpcClient client, Chain chain) {
        JsonRpcNode node = new JsonRpcNode(client, chain);
        node.checkChain();
        return node;
    }

    @Override
    public ChainInfo chainInfo() {
        return ask(this::chainInfo, "getblockchaininfo");
    }

    @Override
    public Optional<Sha256Hash> blockHash(int height) {
        if (height < 0) {
            throw new IllegalArgumentException("a height is not negative: " + height);
        }
        return find(OUT_OF_RANGE, Replies::hash, "getblockhash", height);
    }

    @Override
    public Optional<HeaderInfo> header(Sha256Hash hash) {
        return find(NOT_FOUND, reply -> Replies.header(hash, reply), "getblockheader", hash.toString(), true);
    }

    @Override
    public Optional<Block> block(Sha256Hash hash) {
        return find(NOT_FOUND, reply -> Replies.block(hash, reply), "getblock", hash.toString(), 0);
    }

    @Override
    public Set<Sha256Hash> mempool() {
        return ask(
                reply -> reply.elements().stream().map(Replies::hash).collect(Collectors.toUnmodifiableSet()),
                "getrawmempool");
    }

    @Override
    public Optional<Transaction> mempoolTransaction(Sha256Hash txid) {
        // In full, because a node with a transaction index answers for confirmed ones too, and then names the block.
        return find(NOT_FOUND, reply -> reply, "getrawtransaction", txid.toString(), true)
                .filter(reply -> read("getrawtransaction", r -> !r.has("blockhash"), reply))
                .map(reply -> read("getrawtransaction", r -> Replies.transaction(txid, r.get("hex")), reply));
    }

    @Override
    public Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash) {
        return find(
                NOT_FOUND,
                reply -> Replies.transaction(txid, reply),
                "getrawtransaction",
                txid.toString(),
                false,
                blockHash.toString());
    }

    @Override
    public MempoolVerdict testMempoolAccept(Transaction transaction) {
        return ask(reply -> Replies.verdict(transaction, reply), "testmempoolaccept", List.of(hex(transaction)));
    }

    @Override
    public Sha256Hash broadcast(Transaction transaction) {
        try {
            Sha256Hash txid = ask(Replies::hash, "sendrawtransaction", hex(transaction));
            if (!txid.equals(transaction.txid())) {
                throw new RpcException.BadReply("sendrawtransaction", "the txid of another transaction");
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
        return ask(
                reply -> reply.find("feerate").map(rate -> FeeRate.ofBtcPerKvb(rate.asDecimal())),
                "estimatesmartfee",
                targetBlocks);
    }

    @Override
    public Optional<UnspentOutput> unspentOutput(Outpoint outpoint) {
        return ask(
                reply -> Replies.unspentOutput(outpoint, reply),
                "gettxout",
                outpoint.txid().toString(),
                outpoint.index(),
                false);
    }

    private static String hex(Transaction transaction) {
        return HexFormat.of().formatHex(transaction.serialize());
    }

    private ChainInfo chainInfo(JsonValue reply) {
        String name = reply.get("chain").asString();
        if (!name.equals(rpcName())) {
            rightChain = false;
            throw new WrongChainException(chain, "chain " + name);
        }
        return new ChainInfo(
                chain,
                reply.get("blocks").asInt(),
                reply.get("headers").asInt(),
                Replies.hash(reply.get("bestblockhash")),
                Replies.chainWork(reply.get("chainwork")),
                reply.get("initialblockdownload").asBoolean());
    }

    /** As in {@code getblockchaininfo}. */
    private String rpcName() {
        return switch (chain) {
            case MAINNET -> "main";
            case TESTNET3 -> "test";
            case TESTNET4 -> "testnet4";
            case SIGNET -> "signet";
            case REGTEST -> "regtest";
        };
    }

    private void checkChain() {
        call(this::chainInfo, "getblockchaininfo");
        Sha256Hash genesis = call(Replies::hash, "getblockhash", 0);
        if (!genesis.equals(chain.genesis())) {
            throw new WrongChainException(chain, "genesis block " + genesis);
        }
        rightChain = true;
    }

    /** A result that the node may not have: this error code then means empty. */
    private <T> Optional<T> find(int missing, Function<JsonValue, T> reading, String method, Object... params) {
        try {
            return Optional.of(ask(reading, method, params));
        } catch (RpcException.Rejected e) {
            if (e.code() == missing) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private <T> T ask(Function<JsonValue, T> reading, String method, Object... params) {
        if (!rightChain) {
            checkChain();
        }
        return call(reading, method, params);
    }

    private <T> T call(Function<JsonValue, T> reading, String method, @Nullable Object... params) {
        JsonValue reply;
        try {
            reply = client.call(method, params);
        } catch (RpcException.Unavailable | RpcException.OutcomeUnknown e) {
            rightChain = false;
            throw e;
        }
        return read(method, reading, reply);
    }

    private static <T> T read(String method, Function<JsonValue, T> reading, JsonValue reply) {
        try {
            return reading.apply(reply);
        } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
            throw new RpcException.BadReply(method, String.valueOf(e.getMessage()), e);
        }
    }
}
