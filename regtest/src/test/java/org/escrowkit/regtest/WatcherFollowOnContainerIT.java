package org.escrowkit.regtest;

class WatcherFollowOnContainerIT extends WatcherFollowContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
