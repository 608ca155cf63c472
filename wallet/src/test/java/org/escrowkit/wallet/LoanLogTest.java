package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.escrowkit.core.loan.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoanLogTest extends ServiceFixture {
    private static final Logger LOG = Logger.getLogger(LoanLog.class.getName());

    private final List<String> lines = new ArrayList<>();
    private final Handler heard = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(heard);
        LOG.setUseParentHandlers(false);
        LoanLog.follow(store);
    }

    @AfterEach
    void hush() {
        LOG.removeHandler(heard);
        LOG.setUseParentHandlers(true);
    }

    private void assertLine(Level level, String part) {
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.startsWith(level + " loan=" + ID + " version=") && line.contains(part)),
                lines::toString);
    }

    @Test
    void eachLineNamesItsLoan() {
        service.open(ID, terms);
        assertEquals(List.of("INFO loan=7/2026 version=1 opened, awaiting collateral"), lines);
        repaid();
        assertLine(Level.INFO, "was awaiting collateral, is funded");
        assertLine(Level.INFO, "to be signed: release");
        service.handle(ID, new Command.Cancel());
        assertLine(Level.INFO, "refused, too late to call off what is repaid");
        fail("broadcast", 1);
        settle();
        refusing = "mempool min fee not met";
        service.poll();
        assertLine(Level.WARNING, "alarm: the node does not take settlement");
    }
}
