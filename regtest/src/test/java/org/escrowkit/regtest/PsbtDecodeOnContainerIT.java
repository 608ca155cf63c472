package org.escrowkit.regtest;

class PsbtDecodeOnContainerIT extends PsbtDecodeContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
