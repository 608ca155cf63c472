package org.escrowkit.wallet.node;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Chain;
import org.jspecify.annotations.Nullable;

/**
 * Calls to a node that was seen to be on the right chain: before the first call, and again after every failure or
 * reconnection behind which another node may answer. And results that do not fit become bad replies.
 */
final class CheckedCalls {
    private final JsonRpcClient client;
    private final Chain chain;
    private final Runnable connected;
    private volatile boolean rightChain;

    /** @param connected runs after each check that went well */
    CheckedCalls(JsonRpcClient client, Chain chain, Runnable connected) {
        this.client = client;
        this.chain = chain;
        this.connected = connected;
    }

    void checkChain() {
        guarded(() -> read("getblockchaininfo", this::chainInfo, client.call("getblockchaininfo")));
        Sha256Hash genesis = guarded(() -> read("getblockhash", Replies::hash, client.call("getblockhash", 0)));
        if (!genesis.equals(chain.genesis())) {
            throw new WrongChainException(chain, "genesis block " + genesis);
        }
        connected.run();
        rightChain = true;
    }

    ChainInfo chainInfo(JsonValue reply) {
        String name = reply.get("chain").asString();
        if (!name.equals(rpcName())) {
            rightChain = false;
            throw new WrongChainException(chain, "chain " + name);
        }
        return Replies.chainInfo(chain, reply);
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

    <T> T ask(Function<JsonValue, T> reading, String method, @Nullable Object... params) {
        return onRightChain(method, () -> read(method, reading, client.call(method, params)));
    }

    /** A result that the node may not have: this error code then means empty. */
    <T> Optional<T> find(int missing, Function<JsonValue, T> reading, String method, Object... params) {
        return find(missing, () -> ask(reading, method, params));
    }

    static <T> Optional<T> find(int missing, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (RpcException.Rejected e) {
            if (e.code() == missing) {
                return Optional.empty();
            }
            throw e;
        }
    }

    List<Optional<JsonValue>> askAll(String method, int missing, List<List<Object>> calls) {
        return onRightChain(method, () -> client.batch(method, missing, calls));
    }

    void ensureRightChain() {
        if (!rightChain) {
            checkChain();
        }
    }

    <T> T onRightChain(String method, Supplier<T> call) {
        ensureRightChain();
        long before = client.reconnects();
        T result = guarded(call);
        if (client.reconnects() != before) {
            rightChain = false;
            // What was sent is sent: a failed check must not make it look as if it were not.
            if (!method.equals(JsonRpcNode.BROADCAST)) {
                checkChain();
            }
        }
        return result;
    }

    private <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (RpcException.Unavailable | RpcException.OutcomeUnknown e) {
            rightChain = false;
            throw e;
        }
    }

    static <A, T> T read(String method, Function<A, T> reading, A reply) {
        try {
            return reading.apply(reply);
        } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
            throw new RpcException.BadReply(method, String.valueOf(e.getMessage()), e);
        }
    }
}
