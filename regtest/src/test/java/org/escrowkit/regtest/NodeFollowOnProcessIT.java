package org.escrowkit.regtest;

class NodeFollowOnProcessIT extends NodeFollowContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
