package org.escrowkit.examples.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanToValue;
import org.escrowkit.core.loan.Position;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.joda.money.BigMoney;

/**
 * A loan as it is stored, for people and for machines.
 *
 * @param quote the last price of its currency; empty before the first
 * @param now by which interest runs
 */
record LoanView(StoredLoan stored, Optional<Quote> quote, Instant now) {
    static LoanView of(StoredLoan stored, LoanStore loans, Instant now) {
        return new LoanView(
                stored, loans.lastQuote(stored.loan().terms().principal().getCurrencyUnit()), now);
    }

    private Loan loan() {
        return stored.loan();
    }

    private Holdings holdings() {
        return loan().state().holdings();
    }

    private Optional<SettlementIntent> demands() {
        return loan().state().demands();
    }

    private Optional<BigMoney> owed() {
        Optional<Position> position = LoanPosition.of(loan().state());
        return position.map(known -> known.owed(loan().terms(), now));
    }

    /** Of what is owed now against the final coins at the last price. */
    private Optional<String> loanToValue() {
        return quote.flatMap(last -> owed().map(
                        debt -> new LoanToValue(debt, last.price(), holdings().value()).percent()));
    }

    static String table(List<LoanView> views) {
        return Stream.concat(
                        Stream.of(line("LOAN", "STATE", "VERSION", "COLLATERAL", "LTV", "DEMANDS")),
                        views.stream().map(LoanView::row))
                .collect(Collectors.joining("\n"));
    }

    private String row() {
        return line(
                stored.id(),
                loan().state().name(),
                stored.version(),
                btc(holdings().value()),
                loanToValue().orElse(""),
                demands().map(SettlementIntent::toString).orElse(""));
    }

    private static String line(Object... cells) {
        return String.format("%-20s %-20s %8s %17s  %9s  %s", cells).stripTrailing();
    }

    String text() {
        List<String> lines = new ArrayList<>();
        add(lines, "loan", stored.id() + ", " + loan().state().name() + ", version " + stored.version());
        add(lines, "contract", loan().terms().fingerprint());
        add(lines, "address", loan().terms().escrow().address());
        add(lines, "collateral", collateral());
        owed().ifPresent(debt -> add(lines, "owed", debt + " on " + now));
        loanToValue().ifPresent(percent -> add(lines, "loan to value", percent));
        quote.ifPresent(last -> add(lines, "last price", last.price() + " at " + last.at()));
        demands().ifPresent(intent -> add(lines, "demands", intent + ", signed by two of " + signers(intent)));
        lines.add(LoanWaits.of(loan()));
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, String name, Object value) {
        lines.add(String.format("%-13s %s", name, value));
    }

    private String collateral() {
        Holdings holdings = holdings();
        return PsbtExplanation.amount(holdings.value()) + " final in "
                + holdings.coins().size()
                + (holdings.coins().size() == 1 ? " coin" : " coins")
                + (holdings.pending().isZero()
                        ? ""
                        : ", " + PsbtExplanation.amount(holdings.pending()) + " on the way");
    }

    private static String signers(SettlementIntent intent) {
        return intent.signers().stream().sorted().map(Names::of).collect(Collectors.joining(", "))
                + (intent.signers().size() > 2 && intent.needsLender() ? ", one of them the lender" : "");
    }

    private static String btc(Coin amount) {
        return amount.toBtc().toPlainString() + " BTC";
    }

    Map<String, Object> fields() {
        return Json.object(
                "loan", stored.id(),
                "state", loan().state().name(),
                "version", stored.version(),
                "live", stored.isLive(),
                "contract", loan().terms().fingerprint(),
                "address", loan().terms().escrow().address(),
                "collateral", holdings().value(),
                "pending", holdings().pending(),
                "coins",
                        holdings().coins().stream()
                                .map(coin -> Json.object("outpoint", coin.outpoint(), "value", coin.value()))
                                .toList(),
                "owed", owed(),
                "loan_to_value", loanToValue(),
                "price", quote.map(Quote::price),
                "price_at", quote.map(Quote::at),
                "demands", demands(),
                "signers",
                        demands()
                                .map(intent -> intent.signers().stream()
                                        .sorted()
                                        .map(Names::of)
                                        .toList()),
                "waits_for", LoanWaits.of(loan()));
    }
}
