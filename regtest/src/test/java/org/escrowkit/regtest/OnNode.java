package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Base of the integration tests: a contract's tests run on one node that the class shares. Each contract has two
 * concrete classes, {@code ...OnProcessIT} and {@code ...OnContainerIT}, so that a report tells which kind ran; without
 * a Docker Engine every container test is skipped by its name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnNode {

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private @Nullable RegtestNode node;

    abstract NodeKind kind();

    /** Called once, before the first test; what the class does to its node before any test sees it. */
    void prepare() {}

    /** Keeps something that is on the node, to be closed with the class before the node is. */
    final <T extends AutoCloseable> T closedWithTheClass(T resource) {
        resources.push(resource);
        return resource;
    }

    final RegtestNode node() {
        return Objects.requireNonNull(node, "started before each test");
    }

    /** Not before all: a class whose set-up was given up is reported as one, not by its tests' names. */
    @BeforeEach
    final void startOnce() {
        assumeTrue(kind() == NodeKind.PROCESS || RegtestNode.dockerAnswers(), "no Docker Engine answers here");
        if (node == null) {
            node = RegtestNode.start(kind());
            prepare();
        }
    }

    @AfterAll
    final void stop() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
        if (node != null) {
            node.close();
        }
    }
}
