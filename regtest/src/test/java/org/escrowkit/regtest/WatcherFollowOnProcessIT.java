package org.escrowkit.regtest;

class WatcherFollowOnProcessIT extends WatcherFollowContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
