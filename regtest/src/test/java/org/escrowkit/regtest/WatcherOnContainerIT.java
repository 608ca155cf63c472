package org.escrowkit.regtest;

class WatcherOnContainerIT extends WatcherContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
