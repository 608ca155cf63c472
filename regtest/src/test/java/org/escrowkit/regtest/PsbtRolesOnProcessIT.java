package org.escrowkit.regtest;

class PsbtRolesOnProcessIT extends PsbtRolesContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
