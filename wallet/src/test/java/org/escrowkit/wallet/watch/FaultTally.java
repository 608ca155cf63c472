package org.escrowkit.wallet.watch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the runs of one family came to, over all threads. */
final class FaultTally {
    private final String family;
    private final List<AssertionError> findings = Collections.synchronizedList(new ArrayList<>());
    final LongAdder runs = new LongAdder();
    final LongAdder injected = new LongAdder();
    final LongAdder polls = new LongAdder();
    final LongAdder failed = new LongAdder();

    FaultTally(String family) {
        this.family = family;
    }

    void found(AssertionError finding) {
        findings.add(finding);
    }

    List<AssertionError> findings() {
        return findings;
    }

    void assertClean() {
        if (!findings.isEmpty()) {
            AssertionError all = new AssertionError(family + ": " + findings.size() + " findings");
            findings.forEach(all::addSuppressed);
            throw all;
        }
    }

    static String head() {
        return "| family | runs | faults injected | polls | failed polls | findings |\n|---|---|---|---|---|---|";
    }

    @Override
    public String toString() {
        return "| %s | %d | %d | %d | %d | %d |"
                .formatted(
                        family.replace('_', ' '),
                        runs.sum(),
                        injected.sum(),
                        polls.sum(),
                        failed.sum(),
                        findings.size());
    }
}
