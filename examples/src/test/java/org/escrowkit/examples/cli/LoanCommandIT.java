package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loan that lives by commands alone. */
@Timeout(180)
class LoanCommandIT extends OnRealNode {
    private static final String ID = "7/2026";

    private LoanTerms terms = terms(0);

    private static LoanTerms terms(int number) {
        return TestLoan.terms(Instant.now().truncatedTo(ChronoUnit.SECONDS), number);
    }

    /** The arguments, where the loans are, and where the node is. */
    private Object[] loan(Object... args) {
        List<Object> all = new ArrayList<>(List.of("loan"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--store", directory.resolve("loans.db")));
        return asking(all.toArray());
    }

    private String state() {
        return console.json(loan("show", ID)).get("state").asString();
    }

    private void funded(int number) throws IOException {
        terms = terms(number);
        Path file = LoanDesk.writeTerms(terms, directory.resolve("terms.json"));
        console.done(loan("open", ID, "--terms", file));
        chain.pay(terms.escrow().address(), Coin.COIN);
        chain.mine(TestLoan.CONFIRMATIONS);
        console.done(loan("price", "USD", "60000.00"));
        assertEquals("funded", state());
    }

    @Test
    void fromItsOpeningToItsRelease() throws IOException {
        funded(20);
        console.done(loan("tell", ID, "disburse", "--key", "wire 17", "--when", Instant.now()));
        console.done(loan("tell", ID, "repay", "USD 30000.00"));
        console.done(loan(
                "claim",
                ID,
                "repaid",
                "--role",
                "lender",
                "--key",
                keyFile(Role.LENDER, ""),
                "--passphrase-file",
                passphrase()));
        Path release = directory.resolve("release.psbt");
        Path evidence = directory.resolve("evidence");
        Path loan = directory.resolve("loan");
        String plan = console.done(loan("plan", ID, "--out", release, "--evidence-out", evidence));
        assertTrue(plan.contains("Loan 20: release") && plan.contains("Written to " + release), plan);
        console.done(loan("export", ID, "--out", loan));
        Path lender = signed(Role.LENDER, release, loan, evidence);
        Path borrower = signed(Role.BORROWER, release, loan, evidence);
        assertTrue(console.failed(Exit.REFUSED, loan("settle", ID, lender)).contains("signatures are missing"));

        Sha256Hash txid = Sha256Hash.wrap(console.json(loan("settle", ID, lender, borrower, "--evidence", evidence))
                .get("txid")
                .asString());
        assertEquals(
                txid.toString(),
                console.json(loan("settle", ID, lender, borrower)).get("txid").asString());
        assertEquals("settling", state());
        assertTrue(
                console.done(loan("show", ID)).endsWith("It waits for transaction " + txid + " to be 3 blocks deep."));
        chain.mine(TestLoan.CONFIRMATIONS);
        console.done(loan("run", "--once"));
        assertEquals("released", state());
        JsonValue journal = console.json(loan("journal", ID));
        assertTrue(journal.get("accountsForTheLoan").asBoolean());
        assertTrue(console.done(loan("list", "--state", "released")).contains("\n" + ID));
    }

    private Path attested(Role role, String price) throws IOException {
        Path out = directory.resolve(Names.of(role) + "." + price);
        console.done(
                "loan",
                "attest",
                "USD",
                price,
                "--role",
                Names.of(role),
                "--key",
                keyFile(role, ""),
                "--passphrase-file",
                passphrase(),
                "--count",
                directory.resolve(Names.of(role) + ".prices"),
                "--out",
                out);
        return out;
    }

    @Test
    void aFallingPriceEndsInALiquidation() throws IOException {
        funded(50);
        console.done(loan("tell", ID, "disburse"));
        console.done(loan("price", "USD", "36000.00"));
        Path psbt = directory.resolve("liquidation.psbt");
        Path evidence = directory.resolve("evidence");
        Path loan = directory.resolve("loan");
        console.done(loan(
                "plan",
                ID,
                "--out",
                psbt,
                "--evidence",
                attested(Role.LENDER, "36000.00"),
                "--evidence",
                attested(Role.ARBITER, "36010.00"),
                "--evidence-out",
                evidence));
        console.done(loan("export", ID, "--out", loan));
        Path lender = signed(Role.LENDER, psbt, loan, evidence);
        Path both = directory.resolve("both.psbt");
        console.done(sign(
                Role.ARBITER,
                lender,
                loan,
                "--key",
                keyFile(Role.ARBITER, ""),
                "--evidence",
                evidence,
                "--audit",
                directory.resolve("arbiter.audit"),
                "--out",
                both));
        console.done(loan("settle", ID, both, "--evidence", evidence));
        chain.mine(TestLoan.CONFIRMATIONS);
        console.done(loan("run", "--once"));
        assertEquals("liquidated", state());
        assertEquals(Coin.valueOf(83_333_334), chain.held(terms.payouts().lender()));
    }

    private Path signed(Role role, Path psbt, Path loan, Path evidence) throws IOException {
        Path out = directory.resolve(Names.of(role) + ".psbt");
        Path audit = directory.resolve(Names.of(role) + ".audit");
        console.done(with(sign(role, psbt, loan, "--audit", audit), "--evidence", evidence, "--out", out));
        return out;
    }

    @Test
    void aFeeIsRaised() throws IOException {
        funded(30);
        console.done(loan("tell", ID, "disburse"));
        console.done(loan("tell", ID, "repay", "USD 30000.00"));
        Object[] key = {"--role", "lender", "--key", keyFile(Role.LENDER, ""), "--passphrase-file", passphrase()};
        console.done(with(loan("claim", ID, "repaid"), key));
        Path evidence = directory.resolve("evidence");
        Path first = directory.resolve("first.psbt");
        console.done(loan("plan", ID, "--out", first, "--evidence-out", evidence));
        Path loan = directory.resolve("loan");
        console.done(loan("export", ID, "--out", loan));
        console.done(loan(
                "settle",
                ID,
                signed(Role.LENDER, first, loan, evidence),
                signed(Role.BORROWER, first, loan, evidence)));

        long before = fee(first);
        Path second = directory.resolve("second.psbt");
        Path settling = directory.resolve("settling");
        console.done(loan("plan", ID, "--bump", "20", "--out", second));
        console.done(loan("export", ID, "--out", settling));
        assertTrue(fee(second) > before);
        List<Object> settle = new ArrayList<>(List.of("settle", ID));
        for (Role role : List.of(Role.LENDER, Role.BORROWER)) {
            Path out = directory.resolve(Names.of(role) + "-again.psbt");
            Path audit = directory.resolve(Names.of(role) + ".audit");
            console.done(with(sign(role, second, settling, "--audit", audit), "--evidence", evidence, "--out", out));
            settle.add(out);
        }
        String txid = console.json(loan(settle.toArray())).get("txid").asString();
        assertTrue(node.rpc().call("getrawmempool").elements().stream()
                .anyMatch(entry -> entry.asString().equals(txid)));
    }

    private long fee(Path psbt) {
        return console.json("psbt", "explain", psbt).get("fee").get("amount").asLong();
    }

    @Test
    void whileItRunsEachEventIsALine() throws Exception {
        terms = terms(40);
        console.done(loan("open", ID, "--terms", LoanDesk.writeTerms(terms, directory.resolve("terms.json"))));
        watching(loan("run", "--json"), () -> {
            chain.pay(terms.escrow().address(), Coin.COIN);
            console.await("deposit seen: 100000000 sat");
            chain.mine(1);
            console.await("deposit confirmed: 100000000 sat");
            return null;
        });
    }
}
