package org.escrowkit.regtest;

class PsbtDecodeOnProcessIT extends PsbtDecodeContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
