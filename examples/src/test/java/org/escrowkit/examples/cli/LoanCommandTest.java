package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.store.SqliteStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoanCommandTest {
    private static final String ID = LoanDesk.ID;

    @TempDir
    private Path directory;

    private LoanDesk desk;

    @BeforeEach
    void open() throws IOException {
        desk = new LoanDesk(directory);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void anOpenedLoanSaysWhatItWaitsFor() {
        String address = desk.terms.escrow().address().toString();
        assertEquals(
                """
                loan          7/2026, awaiting collateral, version 1
                contract      %s
                address       %s
                collateral    0.00000000 BTC (0 sat) final in 0 coins
                It waits for 1.00000000 BTC (100,000,000 sat) at %s, 3 blocks deep, until 2026-01-02T00:00:00Z.""".formatted(desk.terms.fingerprint(), address, address),
                desk.done("open", ID, "--terms", desk.terms7));
        assertEquals(desk.done("open", ID, "--terms", desk.terms7), desk.done("show", ID));
    }

    @Test
    void itsAddressAsksForWhatIsMissing() {
        desk.open();
        JsonValue json = desk.json("address", ID);
        assertEquals(Coin.COIN.value, json.get("amount").asLong());
        assertEquals(
                desk.terms.escrow().address() + "\nbitcoin:"
                        + desk.terms.escrow().address() + "?amount=1&label=Loan%207%2F2026",
                desk.done("address", ID));
        assertTrue(desk.done("address", ID, "--qr").lines().count() > 10);
        desk.fund();
        assertFalse(desk.json("address", ID).has("amount"));
    }

    @Test
    void aPriceAndADepositFundIt() {
        desk.open();
        assertEquals("Told: USD 60000.00, with 1 live loans.", desk.done("price", "USD", "60000.00"));
        desk.fund();
        JsonValue shown = desk.json("show", ID);
        assertEquals("funded", shown.get("state").asString());
        assertEquals(Coin.COIN.value, shown.get("collateral").asLong());
        assertEquals("USD 60000.00", shown.get("price").asString());
        assertTrue(shown.get("live").asBoolean());
        assertFalse(shown.has("owed"));
        assertTrue(desk.console
                .failed(Exit.REFUSED, desk.at("price", "USD", "1e5"))
                .contains("no price"));
    }

    @Test
    void whatIsToldMovesItAndIsRefusedWhereItDoesNotFit() {
        desk.fund();
        assertTrue(desk.done("tell", ID, "disburse").startsWith("Loan 7/2026 is active, at version "));
        JsonValue shown = desk.json("show", ID);
        assertEquals("USD 30000.00", shown.get("owed").asString());
        assertEquals("50.00 %", shown.get("loan_to_value").asString());
        assertEquals("""
                escrow: loan 7/2026 refuses it: too late to call off what is active
                'escrow loan show 7/2026' tells how it stands.""", desk.refused("tell", ID, "cancel"));
        assertEquals(
                "active",
                desk.json("tell", ID, "repay", "USD", "10000.00").get("state").asString());
        assertEquals(
                "repaid",
                desk.json("tell", ID, "repay", "USD 20000.00").get("state").asString());
        assertEquals("release", desk.json("show", ID).get("demands").asString());
        assertTrue(desk.done("show", ID).endsWith("It waits for 2 signatures under its release."));
        assertEquals(
                "disputed",
                desk.json("tell", ID, "dispute", "lender").get("state").asString());
        assertEquals(
                "awarded",
                desk.json("tell", ID, "award", "0.4", "0.1").get("state").asString());
    }

    @Test
    void aFallingPriceIsAMarginCallAndALiquidation() {
        desk.disburse();
        desk.done("price", "USD", "42000.00");
        assertTrue(desk.done("show", ID).contains("It waits for more collateral or a repayment, until 2026-01-03"));
        desk.done("price", "USD", "37000.00");
        JsonValue shown = desk.json("show", ID);
        assertEquals("liquidatable", shown.get("state").asString());
        assertEquals("[\"lender\",\"arbiter\"]", shown.get("signers").toJson());
        assertEquals("81.09 %", shown.get("loan_to_value").asString());
    }

    @Test
    void aRequestWithAKeyIsDoneOnce() {
        desk.fund();
        Object[] request = {"tell", ID, "disburse", "--key", "wire 17", "--when", LoanDesk.START};
        JsonValue first = desk.json(request);
        desk.now = LoanDesk.START.plus(Duration.ofMinutes(1));
        assertEquals(first, desk.json(request));
        assertTrue(desk.refused("tell", ID, "cancel", "--key", "wire 17", "--when", LoanDesk.START)
                .contains("another command came with the key wire 17"));
        assertTrue(desk.console
                .failed(Exit.USAGE, desk.at("tell", ID, "disburse", "--key", "wire 18"))
                .contains("--key without --when"));
    }

    @Test
    void aRequestForAnotherVersionIsNotPutToTheLoan() {
        desk.fund();
        long version = desk.json("show", ID).get("version").asLong();
        assertTrue(desk.refused("tell", ID, "disburse", "--at", version - 1).contains("is at version " + version));
        assertEquals(
                "active",
                desk.json("tell", ID, "disburse", "--at", version).get("state").asString());
    }

    @Test
    void whatNobodyCanTellIsAMatterOfUsage() {
        desk.open();
        for (Object[] told : new Object[][] {
            {"tell", ID, "nonsense"},
            {"tell", ID, "disburse", "now"},
            {"tell", ID, "repay", "100"},
            {"tell", ID, "repay", "USD", "1.00001"},
            {"tell", ID, "dispute", "judge"},
            {"tell", ID, "award", "0.5"},
            {"tell", ID, "amend"},
            {"tell", "a loan", "disburse"},
            {"claim", ID, "nonsense", "--role", "lender"},
            {"claim", ID, "repaid"}
        }) {
            desk.console.failed(Exit.USAGE, desk.at(told));
        }
    }

    @Test
    void loansAreListedByTheirStates() {
        desk.open();
        assertEquals("""
                LOAN                 STATE                 VERSION        COLLATERAL        LTV  DEMANDS
                7/2026               awaiting collateral         1    0.00000000 BTC""", desk.done("list"));
        assertEquals("No loans.", desk.done("list", "--state", "active"));
        assertEquals(
                1,
                desk.json("list", "--state", "awaiting-collateral")
                        .get("loans")
                        .elements()
                        .size());
        desk.now = LoanDesk.START.plus(Duration.ofDays(2));
        desk.done("run", "--once");
        assertEquals("No loans.", desk.done("list"));
        assertEquals(
                1,
                desk.json("list", "--state", "cancelled")
                        .get("loans")
                        .elements()
                        .size());
        assertEquals(1, desk.json("list", "--all").get("loans").elements().size());
    }

    @Test
    void eachEventIsALineOnce() {
        desk.open();
        assertEquals("", desk.done("run", "--once"));
        desk.disburse();
        String told = desk.done("run", "--once");
        assertTrue(told.contains("deposit confirmed: 100000000 sat at "), told);
        assertTrue(told.contains(": was awaiting collateral, is funded"), told);
        assertTrue(told.contains(": the principal may be handed out: USD 30000.00"), told);
        assertEquals("", desk.done("run", "--once"));
        desk.done("tell", ID, "dispute", "borrower");
        desk.console.run(desk.at("run", "--once", "--json"));
        JsonValue first = JsonValue.parse(desk.console.out().lines().findFirst().orElseThrow());
        assertEquals("StateChanged", first.get("event").asString());
        assertEquals("was active, is disputed", first.get("says").asString());
    }

    @Test
    void theJournalIsToldAndVerified() throws SQLException {
        desk.disburse();
        String rows = desk.done("journal", ID);
        assertTrue(rows.contains("event    the lender handed the principal out"), rows);
        String verdict = desk.done("journal", ID, "--verify");
        assertTrue(verdict.contains("none changed, which make the loan as it is stored"), verdict);
        String head = verdict.substring(verdict.lastIndexOf(' ') + 1);
        assertTrue(rows.endsWith(verdict));
        JsonValue json = desk.json("journal", ID);
        assertTrue(json.get("accountsForTheLoan").asBoolean());
        desk.done("tell", ID, "repay", "USD 1.00");
        desk.done("journal", ID, "--verify", "--head", head);
        assertTrue(desk.refused("journal", ID, "--head", "2:" + "0".repeat(64)).contains("lacks the head"));
        change("UPDATE journal SET at = '2026-01-01T00:00:01Z' WHERE version = 2");
        assertTrue(desk.refused("journal", ID).contains("row 2 is not as it was written, all before it are"));
        assertEquals(Exit.REFUSED, desk.console.run(desk.at("journal", ID, "--json")));
        assertFalse(JsonValue.parse(desk.console.out()).get("intact").asBoolean());
    }

    private void change(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + desk.store);
                var statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql));
        }
    }

    @Test
    void anExportIsTheLoanAndWhatIsStatedAboutIt() throws IOException {
        desk.disburse();
        Evidence receipt = TestLoan.withoutNode().evidence();
        Path theirs = TestLoan.writeEvidence(receipt, directory.resolve("theirs"));
        assertEquals("Kept: a receipt for the last repayment.", desk.done("keep", theirs));
        Path loan = directory.resolve("loan");
        Path evidence = directory.resolve("evidence");
        desk.done("export", ID, "--out", loan, "--evidence-out", evidence);
        assertEquals(receipt, LoanFiles.evidence(evidence));
        assertEquals("active", LoanFiles.loan(loan).state().name());
        assertEquals(LoanFiles.loan(loan), LoanCodec.decode(ByteString.of(Files.readAllBytes(loan))));
        assertTrue(desk.refused("export", ID, "--out", loan).contains("is there already"));
    }

    @Test
    void loansThatAreNotThereAreToldFromNone() throws IOException {
        assertTrue(desk.refused("list").contains("Begin with 'escrow loan open"));
        assertFalse(Files.exists(desk.store));
        desk.open();
        assertTrue(desk.refused("show", "8").contains("there is no loan 8"));
        assertTrue(desk.refused("journal", "8").contains("there is no loan 8"));
        assertTrue(desk.console
                .failed(Exit.USAGE, "loan", "list")
                .contains("Name --store FILE, or --database jdbc:postgresql://…."));
        desk.console.failed(Exit.USAGE, "loan", "tell", ID, "disburse");
        assertTrue(desk.console
                .failed(Exit.USAGE, "loan", "list", "--database", "jdbc:postgresql://localhost/x?password=secret")
                .contains("~/.pgpass"));
        assertTrue(desk.refused("plan", ID).contains("demands no settlement"));
    }

    @Test
    void aNodeThatDoesNotAnswerIsTroubleAndLeavesNothingBehind() {
        desk.close();
        desk.console.failed(Exit.TROUBLE, desk.at("open", ID, "--terms", desk.terms7));
        assertFalse(Files.exists(desk.store));
    }

    @Test
    void aStoreInUseIsTrouble() {
        desk.open();
        try (var inUse = SqliteStore.open(desk.store, Chain.REGTEST.genesis())) {
            assertTrue(desk.console.failed(Exit.TROUBLE, desk.at("list")).contains("open already"));
            assertEquals(1, inUse.loans().liveVersions().size());
        }
    }

    @Test
    void aDebtIsToldAsOfNow() {
        desk.disburse();
        desk.console.failed(Exit.USAGE, desk.at("tell", ID, "debt", "USD 1.00", "--when", LoanDesk.START));
        assertEquals(
                "active",
                desk.json("tell", ID, "debt", "USD 31000.00").get("state").asString());
        assertEquals("USD 30000.00", desk.json("show", ID).get("owed").asString(), "its terms do not ask the lender");
    }

    @Test
    void termsOfAnotherChainAreNotOpenedHere() {
        assertTrue(desk.console
                .failed(Exit.USAGE, desk.at("open", ID, "--terms", desk.terms7, "--chain", "signet"))
                .contains("--chain regtest"));
    }
}
