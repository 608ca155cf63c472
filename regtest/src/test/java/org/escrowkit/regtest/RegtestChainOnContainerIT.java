package org.escrowkit.regtest;

class RegtestChainOnContainerIT extends RegtestChainContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
