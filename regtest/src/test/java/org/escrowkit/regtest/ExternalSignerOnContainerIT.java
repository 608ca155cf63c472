package org.escrowkit.regtest;

class ExternalSignerOnContainerIT extends ExternalSignerContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
