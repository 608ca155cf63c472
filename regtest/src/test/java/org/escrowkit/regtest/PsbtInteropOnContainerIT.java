package org.escrowkit.regtest;

class PsbtInteropOnContainerIT extends PsbtInteropContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
