package org.escrowkit.regtest;

class PsbtWalletOnProcessIT extends PsbtWalletContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
