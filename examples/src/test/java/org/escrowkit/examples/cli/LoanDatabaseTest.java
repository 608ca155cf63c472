package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.escrowkit.core.loan.LoanTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loans in a database that several commands share. */
@Timeout(120)
class LoanDatabaseTest {
    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class.getName());

    @TempDir
    private Path directory;

    private static EmbeddedPostgres server() throws IOException {
        LOG.setLevel(Level.WARNING);
        return EmbeddedPostgres.builder()
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void whileOneRunsOthersTellAndLook() throws Exception {
        try (EmbeddedPostgres server = server();
                LoanDesk desk =
                        new LoanDesk(directory, List.of("--database", server.getJdbcUrl("postgres", "postgres")))) {
            desk.open();
            TestConsole screen = new TestConsole(() -> desk.now);
            FutureTask<Integer> running = new FutureTask<>(() -> screen.goOn(desk.at("run")));
            Thread thread = new Thread(running, "run");
            thread.start();
            try {
                LoanTerms terms = desk.terms;
                desk.pay();
                screen.await("deposit confirmed: " + terms.requiredCollateral().value + " sat");
                assertTrue(desk.done("price", "USD", "60000.00").startsWith("Kept: USD 60000.00."));
                screen.await("was awaiting collateral, is funded");
                assertEquals(
                        "active",
                        desk.json("tell", LoanDesk.ID, "disburse").get("state").asString());
                screen.await("was funded, is active");
                assertTrue(desk.done("list").contains("active"));
            } finally {
                thread.interrupt();
                thread.join();
            }
            assertEquals(Exit.DONE, running.get(), screen::err);
        }
    }
}
