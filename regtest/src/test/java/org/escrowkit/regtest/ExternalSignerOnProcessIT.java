package org.escrowkit.regtest;

class ExternalSignerOnProcessIT extends ExternalSignerContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
