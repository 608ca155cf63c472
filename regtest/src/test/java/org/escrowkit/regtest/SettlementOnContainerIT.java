package org.escrowkit.regtest;

class SettlementOnContainerIT extends SettlementContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
