package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.testcontainers.DockerClientFactory;

class RegtestNodeOnContainerIT extends RegtestNodeContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }

    @Override
    void assertLeavesNoTrace(RegtestNode closed) {
        String id = ((ContainerNode) closed).id();
        assertEquals(
                List.of(),
                DockerClientFactory.lazyClient()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withIdFilter(List.of(id))
                        .exec());
    }
}
