package org.escrowkit.regtest;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.RpcCredentials;

/**
 * A real bitcoind of its own on a fresh regtest chain: no peers, transaction index, REST and ZMQ on. It answers RPC
 * from the moment {@code start} returns until it is closed, and closing it leaves no trace.
 *
 * <p>Three settings, each a system property or an environment variable (upper case, underscores for dots):
 *
 * <ul>
 *   <li>{@code escrowkit.regtest.node}: {@code container}, {@code process} or {@code auto} (the default), which is a
 *       container where a Docker Engine answers and has or gets the image, and a process everywhere else.
 *   <li>{@code escrowkit.regtest.image}: the image of the container; its entrypoint takes bitcoind's flags.
 *   <li>{@code escrowkit.regtest.bitcoind}: the program of the process. Otherwise it is the {@code bitcoind} on the
 *       PATH, and where there is none, on Debian and its kin, one is fetched into the user's cache (about 25 MB, once).
 * </ul>
 *
 * <p>The node also ends with its JVM. Only a JVM killed outright ({@code kill -9}) leaves a process and its folder, or
 * a container if Testcontainers' reaper is switched off.
 */
public abstract sealed class RegtestNode implements AutoCloseable permits ContainerNode, ProcessNode {

    private final NodeKind kind;
    private final Access access;
    private final String description;

    RegtestNode(NodeKind kind, Access access, String description) {
        this.kind = kind;
        this.access = access;
        this.description = description;
    }

    /**
     * Starts the kind of node that the settings name, telling of slow steps on stderr.
     *
     * @throws NodeUnavailableException if this machine has and gets no such node
     * @throws IllegalStateException if bitcoind fails to start; the message ends with the tail of its log
     */
    public static RegtestNode start() {
        return start(System.err::println);
    }

    /** As {@link #start()}, telling of slow steps line by line to {@code progress}. */
    public static RegtestNode start(Consumer<String> progress) {
        return selection(progress).start(Selection.parse(Settings.get(Settings.NODE)));
    }

    /** As {@link #start()}, but this kind of node and no other, whatever the settings name. */
    public static RegtestNode start(NodeKind kind) {
        return selection(System.err::println).start(Optional.of(kind));
    }

    private static Selection<RegtestNode> selection(Consumer<String> progress) {
        return new Selection<>(
                RegtestNode::dockerAnswers,
                () -> ContainerNode.launch(progress),
                () -> ProcessNode.launch(LocalBitcoind.find(progress)),
                progress);
    }

    /** Whether a Docker Engine answers, which a node of kind {@link NodeKind#CONTAINER} needs. */
    public static boolean dockerAnswers() {
        return DockerEngine.answers();
    }

    public final NodeKind kind() {
        return kind;
    }

    /** One line for people: which kind of node and which version, as the node itself tells it. */
    public final String description() {
        return description;
    }

    /** {@code http://host:port}, reachable from this JVM. */
    public final URI rpcEndpoint() {
        return access.rpcEndpoint();
    }

    public final RpcCredentials credentials() {
        return access.credentials();
    }

    /** {@code tcp://host:port}; one socket publishes hashblock, rawblock, rawtx and sequence. */
    public final URI zmqEndpoint() {
        return access.zmqEndpoint();
    }

    /** The client for the node itself; {@link JsonRpcClient#forWallet} makes one for a wallet of it. */
    public final JsonRpcClient rpc() {
        return access.rpc();
    }

    /** Ends the node at once and removes its process, container and files. Closing twice is harmless. */
    @Override
    public abstract void close();
}
