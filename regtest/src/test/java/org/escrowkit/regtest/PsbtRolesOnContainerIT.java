package org.escrowkit.regtest;

class PsbtRolesOnContainerIT extends PsbtRolesContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
