package org.escrowkit.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.escrowkit.core.loan.Repaid;
import org.junit.jupiter.api.Test;

/** Keeps the benchmarks of loans honest: both ways tell the same loans, and none tells nobody. */
class SameLoansTest {
    @Test
    void theBookAndTheScanTellTheSameNumberOfLoans() {
        for (int crossings : new int[] {0, 10}) {
            MarginBookBenchmark book = new MarginBookBenchmark();
            MarginBookBenchmark scan = new MarginBookBenchmark();
            for (MarginBookBenchmark each : new MarginBookBenchmark[] {book, scan}) {
                each.crossings = crossings;
                each.prepare(100);
            }
            for (int i = 0; i < 4; i++) {
                assertEquals(crossings, book.ours());
                assertEquals(crossings, scan.fullScan());
            }
        }
    }

    @Test
    void allWaysToReplayALoanGiveTheSame() {
        LoanReplayBenchmark replay = new LoanReplayBenchmark();
        assertTrue(replay.ours().state() instanceof Repaid, () -> replay.ours().toString());
        assertEquals(replay.ours(), replay.fromStoredEvents());
        assertEquals(replay.ours(), replay.fromStoredState());
    }
}
