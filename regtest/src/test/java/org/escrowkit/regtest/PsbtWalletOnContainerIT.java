package org.escrowkit.regtest;

class PsbtWalletOnContainerIT extends PsbtWalletContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
