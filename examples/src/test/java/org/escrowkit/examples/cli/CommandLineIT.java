package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.sign.PsbtFile;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that ask a node, on a real one. On a process only: of a container the cookie file is inside. */
@Timeout(120)
class CommandLineIT extends OnRealNode {
    private Path vault;

    @BeforeEach
    void writeVault() {
        vault = TestParties.vaultFile(directory);
    }

    @Test
    void theDoctorFindsTheNodeWell() {
        JsonValue json = console.json(asking("doctor"));
        assertTrue(json.get("healthy").asBoolean(), console::out);
        for (String check :
                List.of("node", "version", "synced", "blocks", "peers", "relay", "mempool", "ZMQ", "clock")) {
            assertEquals(
                    "ok",
                    json.get("checks").elements().stream()
                            .filter(one -> one.get("check").asString().equals(check))
                            .findFirst()
                            .orElseThrow()
                            .get("level")
                            .asString(),
                    console::out);
        }
    }

    @Test
    void aNodeOnAnotherChainAndAnOldCookieAreTrouble() throws IOException {
        assertEquals(Exit.TROUBLE, console.run(asking("doctor", "--chain", "signet")));
        assertTrue(console.out().contains("the node is not on SIGNET"), console.out());
        Path old = Files.writeString(directory.resolve("old"), "__cookie__:0000");
        assertEquals(Exit.TROUBLE, console.run("doctor", "--rpc", node.rpcEndpoint(), "--cookie", old));
        assertTrue(console.out().contains("name the running node's by --cookie"), console.out());
    }

    @Test
    void theTableShowsWhatWasPaidAndHowDeepItIs() {
        Sha256Hash txid = chain.pay(TestParties.vault().address(3).address(), Coin.COIN);
        chain.mine(2);
        Object[] watch = asking("watch", vault, "--once", "--confirmations", 3);
        String table = console.done(watch);
        assertTrue(table.contains("vault.json 3"), table);
        assertTrue(table.contains("1.00000000 BTC  confirming 2/3              2  " + txid), table);
        chain.mine(1);
        JsonValue json = console.json(watch);
        JsonValue deposit = json.get("deposits").elements().stream()
                .filter(one -> one.get("outpoint").asString().startsWith(txid.toString()))
                .findFirst()
                .orElseThrow();
        assertEquals("final", deposit.get("status").asString());
        assertEquals(3, deposit.get("confirmations").asInt());
    }

    @Test
    void anEventIsALineAndAnInterruptEndsIt() throws Exception {
        String address = TestParties.vault().address(4).address().toString();
        Path store = directory.resolve("seen.db");
        Object[] watch = asking("watch", vault, "--store", store);
        watching(watch, () -> {
            Sha256Hash txid = chain.pay(TestParties.vault().address(4).address(), Coin.COIN);
            console.await("SEEN 1.00 BTC, " + txid);
            chain.mine(1);
            console.await("CONFIRMED 1.00 BTC, " + txid);
            return null;
        });
        watching(asking("watch", address, "--store", store, "--json"), () -> {
            Sha256Hash txid = chain.pay(TestParties.vault().address(4).address(), Coin.CENT);
            console.await("\"value\":1000000");
            console.await(txid.toString());
            return null;
        });
    }

    @Test
    void onATerminalTheTableIsDrawnAnewAndTheLastOneIsLeftBehind() throws Exception {
        console.colourful();
        watching(asking("watch", vault), () -> {
            Sha256Hash txid = chain.pay(TestParties.vault().address(5).address(), Coin.COIN);
            console.await(txid.toString());
            console.await("in mempool");
            return null;
        });
        String left = console.out().substring(console.out().lastIndexOf("\u001b[?1049l"));
        assertTrue(left.contains("vault.json 5") && left.contains("in mempool"), left);
    }

    @Test
    void aRealDepositIsReleasedByTwoPartiesOnTheCommandLine() throws IOException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        LoanTerms terms = TestLoan.terms(start);
        chain.pay(terms.escrow().address(), Coin.COIN);
        chain.mine(TestLoan.CONFIRMATIONS);
        TestLoan loan = TestLoan.repaid(terms, ledger(terms), Instant.now());
        Path loanFile = loan.writeLoan(directory);
        Evidence receipt = loan.evidence();
        Path evidence = TestLoan.writeEvidence(receipt, directory.resolve("evidence"));
        Path release = directory.resolve("release.psbt");
        Psbt unsigned = loan.psbt(receipt);
        PsbtFile.write(unsigned, release);

        String words = console.done(asking("psbt", "explain", release, "--loan", loanFile));
        assertTrue(words.contains("Loan") && words.contains("the borrower"), words);

        Path audit = directory.resolve("lender.audit");
        Object[] lender = sign(Role.LENDER, release, loanFile, "--audit", audit);
        assertEquals(Exit.REFUSED, console.run(lender));
        assertTrue(console.out().contains("evidence-is-named: "), console.out());
        assertTrue(console.out().contains("what to do: name the --evidence that it was made with."), console.out());

        Path byLender = directory.resolve("lender.psbt");
        String written = console.done(with(lender, "--evidence", evidence, "--out", byLender));
        assertEquals("Written to " + byLender + ".", written);
        String log = console.done("audit", "verify", audit);
        assertTrue(log.contains("refusal"), log);
        assertTrue(log.contains("signed " + unsigned.unsignedTransaction().txid()), log);
        String head = log.substring(log.lastIndexOf(' ') + 1);

        Path byBorrower = directory.resolve("borrower.psbt");
        Path theirs = directory.resolve("borrower.audit");
        console.done(with(
                sign(Role.BORROWER, release, loanFile, "--audit", theirs),
                "--evidence",
                evidence,
                "--out",
                byBorrower));
        String transaction = console.done("psbt", "finalize", byLender, byBorrower);
        assertEquals(
                unsigned.unsignedTransaction().txid().toString(),
                node.rpc().call("sendrawtransaction", transaction).asString());

        assertEquals(Exit.REFUSED, console.run(with(lender, "--evidence", evidence, "--head", "9" + head)));
        assertTrue(console.err().contains("ROLLED_BACK"), console.err());
        assertEquals(
                Exit.REFUSED,
                console.run(with(
                        sign(Role.ARBITER, release, loanFile, "--audit", audit), "--key", keyFile(Role.LENDER, "x"))));
    }

    private Ledger ledger(LoanTerms terms) {
        try (Watcher watcher = Watcher.temporary(JsonRpcNode.connect(node.rpc(), Chain.REGTEST))) {
            watcher.watch(terms.escrows().scripts(), Birth.atHeight(0), "loan");
            watcher.catchUp();
            return watcher.ledger();
        }
    }
}
