package org.escrowkit.regtest;

class LoanCourseOnProcessIT extends LoanCourseContract {

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }
}
