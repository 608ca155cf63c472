package org.escrowkit.regtest;

class LoanCourseOnContainerIT extends LoanCourseContract {

    @Override
    NodeKind kind() {
        return NodeKind.CONTAINER;
    }
}
