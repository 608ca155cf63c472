package org.escrowkit.wallet;

import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes what happens to loans into the log, in words: a line for each event and each refused command, with
 * {@code loan} and {@code version} as key and value. Alarms are warnings. It tells what this process has stored, and is
 * for people: subscribers are told at least once.
 */
public final class LoanLog {
    private static final Logger LOG = LoggerFactory.getLogger(LoanLog.class);

    private LoanLog() {}

    /** From now on, as long as the store is open. */
    public static void follow(EscrowStore store) {
        store.loans().listen(LoanLog::write);
    }

    private static void write(LoanStep step) {
        long version = step.stored().version();
        step.notices().stream()
                .map(ServiceEventForms::decode)
                .forEach(event ->
                        line(isAlarm(event) ? Level.WARN : Level.INFO, step.id(), version, LoanWords.of(event)));
        for (AuditRow row : step.rows()) {
            if (row.kind().equals(JournalKind.REFUSED.word())) {
                line(Level.INFO, step.id(), row.number(), LoanWords.of(row));
            }
        }
    }

    private static boolean isAlarm(ServiceEvent event) {
        return event instanceof ServiceEvent.ActionDue due && due.action() instanceof LoanAction.RaiseAlarm;
    }

    private static void line(Level level, LoanId loan, long version, String words) {
        LOG.atLevel(level)
                .addKeyValue("loan", loan)
                .addKeyValue("version", version)
                .log("{}", words);
    }
}
