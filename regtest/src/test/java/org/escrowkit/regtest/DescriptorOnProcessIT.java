package org.escrowkit.regtest;

class DescriptorOnProcessIT extends DescriptorContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
