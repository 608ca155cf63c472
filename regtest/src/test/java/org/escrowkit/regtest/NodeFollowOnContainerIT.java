package org.escrowkit.regtest;

class NodeFollowOnContainerIT extends NodeFollowContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
