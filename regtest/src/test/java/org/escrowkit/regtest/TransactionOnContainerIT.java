package org.escrowkit.regtest;

class TransactionOnContainerIT extends TransactionContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
