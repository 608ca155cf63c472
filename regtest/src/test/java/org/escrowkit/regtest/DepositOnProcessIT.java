package org.escrowkit.regtest;

class DepositOnProcessIT extends DepositContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
