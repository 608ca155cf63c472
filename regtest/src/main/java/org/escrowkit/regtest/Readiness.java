package org.escrowkit.regtest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.RpcException;

/** Waits for a bitcoind that was just started. */
final class Readiness {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int ZMQ_TOPICS = 4;

    private Readiness() {}

    /**
     * Returns once the node answers RPC and publishes over ZMQ.
     *
     * @return the version, as the node tells it
     * @throws IllegalStateException if it ends first, takes too long, or came up without ZMQ (bitcoind goes on without
     *     when the port is taken)
     */
    static String await(JsonRpcClient rpc, BooleanSupplier alive) {
        String version = version(rpc, alive);
        if (rpc.call("getzmqnotifications").elements().size() != ZMQ_TOPICS) {
            throw new IllegalStateException("bitcoind publishes nothing over ZMQ.");
        }
        return version;
    }

    private static String version(JsonRpcClient rpc, BooleanSupplier alive) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return rpc.call("getnetworkinfo").get("subversion").asString();
            } catch (RpcException.Unavailable e) {
                if (!alive.getAsBoolean()) {
                    throw new IllegalStateException("bitcoind ended while starting.", e);
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("bitcoind gave no answer in " + PATIENCE.toSeconds() + " s.", e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while bitcoind was starting.", e);
        }
    }
}
