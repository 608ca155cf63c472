package org.escrowkit.regtest;

class PsbtInteropOnProcessIT extends PsbtInteropContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
