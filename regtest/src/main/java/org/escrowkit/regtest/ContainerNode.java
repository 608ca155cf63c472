package org.escrowkit.regtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A bitcoind in a container, reached through the ports that the engine maps. */
final class ContainerNode extends RegtestNode {

    private static final String DEFAULT_IMAGE = "bitcoin/bitcoin:29.3";
    private static final int RPC_PORT = 18443;
    private static final int ZMQ_PORT = 28332;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final GenericContainer<?> container;
    private final String id;

    private ContainerNode(GenericContainer<?> container, Access access, String version) {
        super(NodeKind.CONTAINER, access, "container of " + container.getDockerImageName() + ", " + version);
        this.container = container;
        this.id = container.getContainerId();
    }

    static ContainerNode launch(Consumer<String> progress) {
        String set = Settings.get(Settings.IMAGE);
        String image = set == null ? DEFAULT_IMAGE : set;
        DockerEngine.provide(image, progress);
        BitcoindFlags common = BitcoindFlags.create("tcp://0.0.0.0:" + ZMQ_PORT);
        List<String> flags = new ArrayList<>(common.flags());
        flags.add("-rpcbind=0.0.0.0");
        flags.add("-rpcport=" + RPC_PORT);
        flags.add("-rpcallowip=0.0.0.0/0");
        ToStringConsumer log = new ToStringConsumer();
        // The log is watched rather than the ports: looking at those needs a shell, which an image may lack.
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withCommand(flags.toArray(String[]::new))
                .withExposedPorts(RPC_PORT, ZMQ_PORT)
                .withLogConsumer(log)
                .waitingFor(Wait.forLogMessage(".*Done loading.*", 1).withStartupTimeout(PATIENCE));
        try {
            container.start();
            Access access = Access.of(
                    container.getHost(),
                    container.getMappedPort(RPC_PORT),
                    container.getMappedPort(ZMQ_PORT),
                    common.credentials());
            String version = Readiness.await(access.rpc(), container::isRunning);
            return new ContainerNode(container, access, version);
        } catch (RuntimeException e) {
            container.close();
            throw new IllegalStateException(
                    "bitcoind did not start in a container of " + image + "." + LogTail.of(log.toUtf8String()), e);
        }
    }

    /** Still known when the container is gone. */
    String id() {
        return id;
    }

    @Override
    public void close() {
        container.close();
    }
}
