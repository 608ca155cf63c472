package org.escrowkit.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.FakeBitcoind;
import org.escrowkit.wallet.node.JsonValue;

/** Where commands about loans are given in a test: a store, a node in memory behind bitcoind's door, and a clock. */
final class LoanDesk implements AutoCloseable {
    static final String ID = "7/2026";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final FakeBitcoinNode chain = new FakeBitcoinNode();
    final LoanTerms terms = TestLoan.terms(START);
    final Path terms7;
    Instant now = START;
    final TestConsole console = new TestConsole(() -> now);
    final Path store;

    private final List<Object> place;
    private final FakeBitcoind bitcoind = FakeBitcoind.of(chain);
    private final Path cookie;

    LoanDesk(Path directory) throws IOException {
        this(directory, List.of("--store", directory.resolve("loans.db")));
    }

    /** @param place the option that says where the loans are, and its value */
    LoanDesk(Path directory, List<Object> place) throws IOException {
        this.place = place;
        store = directory.resolve("loans.db");
        cookie = Files.writeString(directory.resolve("cookie"), "__cookie__:00");
        terms7 = writeTerms(terms, directory.resolve("terms.json"));
    }

    static Path writeTerms(LoanTerms terms, Path file) throws IOException {
        return Files.writeString(file, Json.pretty(TermsJson.of(terms)), StandardCharsets.UTF_8);
    }

    /** The arguments, where the loans are, and where the node is. */
    Object[] at(Object... args) {
        List<Object> all = new ArrayList<>(List.of("loan"));
        all.addAll(Arrays.asList(args));
        all.addAll(place);
        all.addAll(List.of("--rpc", bitcoind.uri(), "--cookie", cookie));
        return all.toArray();
    }

    String done(Object... args) {
        return console.done(at(args));
    }

    JsonValue json(Object... args) {
        return console.json(at(args));
    }

    String refused(Object... args) {
        return console.failed(Exit.REFUSED, at(args));
    }

    void open() {
        done("open", ID, "--terms", terms7);
    }

    /** The collateral, as deep as it must be. */
    void pay() {
        TransactionInput input = TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[1]), 0), 0);
        TransactionOutput output =
                new TransactionOutput(Coin.COIN, terms.escrow().scriptPubKey());
        Transaction paying = new Transaction(2, List.of(input), List.of(output), 0);
        // As FakeBitcoind wants it of whoever moves the node while somebody asks it.
        synchronized (chain) {
            chain.mine(List.of(paying));
            chain.mine(TestLoan.CONFIRMATIONS - 1);
        }
    }

    void fund() {
        open();
        pay();
        done("price", "USD", "60000.00");
    }

    void disburse() {
        fund();
        done("tell", ID, "disburse");
    }

    String state() {
        return json("show", ID).get("state").asString();
    }

    @Override
    public void close() {
        bitcoind.close();
    }
}
