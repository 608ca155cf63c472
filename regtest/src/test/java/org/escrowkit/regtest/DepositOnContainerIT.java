package org.escrowkit.regtest;

class DepositOnContainerIT extends DepositContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
