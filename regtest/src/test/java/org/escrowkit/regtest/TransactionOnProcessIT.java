package org.escrowkit.regtest;

class TransactionOnProcessIT extends TransactionContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
