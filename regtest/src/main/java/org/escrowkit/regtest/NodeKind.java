package org.escrowkit.regtest;

/** How a {@link RegtestNode} runs. */
public enum NodeKind {
    /** In a container, on the Docker Engine that answers. */
    CONTAINER,
    /** As a child process of this JVM, on the loopback interface. */
    PROCESS
}
