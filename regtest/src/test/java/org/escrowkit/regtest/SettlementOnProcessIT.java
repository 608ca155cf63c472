package org.escrowkit.regtest;

class SettlementOnProcessIT extends SettlementContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
