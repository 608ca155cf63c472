package org.escrowkit.regtest;

class WatcherOnProcessIT extends WatcherContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
