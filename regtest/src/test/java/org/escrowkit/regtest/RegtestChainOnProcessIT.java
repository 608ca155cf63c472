package org.escrowkit.regtest;

class RegtestChainOnProcessIT extends RegtestChainContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
