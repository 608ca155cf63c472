package org.escrowkit.regtest;

class DescriptorOnContainerIT extends DescriptorContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
