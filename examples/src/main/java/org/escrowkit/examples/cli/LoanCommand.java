package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.invoice.PaymentRequest;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoredLoan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loans as they are stored: to open one, and to look at them. */
@Command(
        name = "loan",
        description =
                "Open loans, tell them what happened, and settle them. Loans are kept in a --store or a --database.")
final class LoanCommand {
    static final String ID = "ID";
    static final String NAME = "The loan's name.";

    private static final String FILE = "FILE";

    private final Escrow escrow;

    private LoanCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    static CommandLine of(Escrow escrow) {
        return new CommandLine(new LoanCommand(escrow))
                .addSubcommand("terms", new LoanTermsCommand(escrow))
                .addSubcommand("tell", new LoanTell(escrow))
                .addSubcommand("price", new LoanPrice(escrow))
                .addSubcommand("attest", new LoanAttest(escrow))
                .addSubcommand("claim", new LoanClaim(escrow))
                .addSubcommand("plan", new LoanPlan(escrow))
                .addSubcommand("settle", new LoanSettle(escrow))
                .addSubcommand("journal", new LoanJournalCommand(escrow))
                .addSubcommand("run", new LoanRun(escrow));
    }

    @Command(
            description = "Open a loan, and watch its addresses from the next block on. "
                    + "To open it again with the same terms does no harm.")
    int open(
            @Parameters(paramLabel = ID, converter = LoanIdText.class, description = NAME) LoanId id,
            @Option(
                            names = "--terms",
                            paramLabel = FILE,
                            required = true,
                            description = "The terms, as JSON or in the bytes of their codec: see 'loan terms'.")
                    Path terms,
            @Option(names = "--offer", description = "Wait for the signatures of all three parties first.")
                    boolean offer,
            @Mixin LoanPlace place) {
        LoanTerms agreed = LoanFiles.terms(terms);
        if (agreed.chain() != place.chain.chain) {
            throw Failure.usage(
                    "the terms are of a loan on " + Names.of(agreed.chain()),
                    "Name it: --chain " + Names.of(agreed.chain()) + ".");
        }
        try (EscrowService service = place.newService(escrow.console())) {
            StoredLoan stored = offer ? service.offer(id, agreed) : service.open(id, agreed);
            LoanView view = new LoanView(
                    stored, Optional.empty(), escrow.console().clock().instant());
            escrow.answer(view.text(), view.fields());
            return Exit.DONE;
        }
    }

    @Command(description = "List the loans that are not over, or those in a state.")
    int list(
            @Option(names = "--state", paramLabel = "STATE", description = "Such as active, margin-call or released.")
                    Optional<String> state,
            @Option(names = "--all", description = "Those that are over, too.") boolean all,
            @Mixin LoanPlace place) {
        List<LoanView> views = new ArrayList<>();
        try (EscrowStore store = place.store()) {
            List<StoredLoan> loans = new ArrayList<>();
            if (all || state.isPresent()) {
                store.loans().all(loans::add);
            } else {
                store.loans().live(loans::add);
            }
            loans.stream()
                    .filter(stored ->
                            state.filter(asked -> !isIn(asked, stored)).isEmpty())
                    .map(stored -> view(stored, store.loans()))
                    .forEach(views::add);
        }
        escrow.answer(
                views.isEmpty() ? "No loans." : LoanView.table(views),
                Json.object("loans", views.stream().map(LoanView::fields).toList()));
        return Exit.DONE;
    }

    private static boolean isIn(String asked, StoredLoan stored) {
        return stored.loan().state().name().equals(asked.replace('-', ' '));
    }

    private LoanView view(StoredLoan stored, LoanStore loans) {
        return LoanView.of(stored, loans, escrow.console().clock().instant());
    }

    @Command(description = "Show how a loan stands, what it demands, and what it waits for.")
    int show(
            @Parameters(paramLabel = ID, converter = LoanIdText.class, description = NAME) LoanId id,
            @Mixin LoanPlace place) {
        try (EscrowStore store = place.store()) {
            LoanView view = view(LoanPlace.loan(store, id), store.loans());
            escrow.answer(view.text(), view.fields());
            return Exit.DONE;
        }
    }

    @Command(description = "Show where a loan's collateral goes, and the URI that asks for it (BIP21).")
    int address(
            @Parameters(paramLabel = ID, converter = LoanIdText.class, description = NAME) LoanId id,
            @Mixin AddressPicture picture,
            @Mixin LoanPlace place) {
        try (EscrowStore store = place.store()) {
            var loan = LoanPlace.loan(store, id).loan();
            Coin missing = loan.terms()
                    .requiredCollateral()
                    .subtract(loan.state().holdings().value());
            PaymentRequest request =
                    PaymentRequest.to(loan.terms().escrow().address()).withLabel("Loan " + id);
            picture.answer(escrow, loan.terms().escrow(), missing.isPositive() ? request.withAmount(missing) : request);
            return Exit.DONE;
        }
    }

    @Command(
            description = "Write a loan and what is stated about it into files, "
                    + "for 'psbt sign --loan' on a machine that has no store.")
    int export(
            @Parameters(paramLabel = ID, converter = LoanIdText.class, description = NAME) LoanId id,
            @Option(names = "--out", paramLabel = FILE, required = true, description = "A new file for the loan.")
                    Path out,
            @Option(names = "--evidence-out", paramLabel = FILE, description = "A new file for the statements.")
                    Optional<Path> evidenceOut,
            @Mixin LoanPlace place) {
        try (EscrowStore store = place.store()) {
            var loan = LoanPlace.loan(store, id).loan();
            var statements = store.loans().statements(loan.terms().fingerprint());
            LoanFiles.write(loan, out);
            evidenceOut.ifPresent(file -> LoanFiles.write(new Evidence(statements, List.of()), file));
            escrow.answer(
                    "Written to " + out
                            + evidenceOut.map(file -> " and " + file).orElse("") + ".",
                    Json.object(
                            "loan", id,
                            "file", out,
                            "evidence_file", evidenceOut,
                            "statements",
                                    statements.stream()
                                            .map(signed -> signed.statement().claim())
                                            .toList()));
            return Exit.DONE;
        }
    }

    @Command(description = "Keep what other parties have signed about loans here, such as a receipt.")
    int keep(
            @Parameters(paramLabel = FILE, description = "Evidence, as another party wrote it.") Path file,
            @Mixin LoanPlace place) {
        Evidence evidence = LoanFiles.evidence(file);
        try (EscrowService service = place.service(escrow.console())) {
            evidence.statements().forEach(service::keep);
        }
        List<String> kept = evidence.statements().stream()
                .map(signed -> signed.statement().claim().toString())
                .toList();
        escrow.answer(
                kept.isEmpty() ? "No statements." : "Kept: " + String.join(", ", kept) + ".",
                Json.object("kept", kept));
        return Exit.DONE;
    }
}
