package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.store.LoanId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A party's word about a loan. */
@Command(
        name = "claim",
        description = {
            "Sign a statement about a loan with a party's contract key, and keep it to be shown with settlements.",
            "WHAT is one of:",
            "disbursed: the borrower received the principal",
            "repaid: the lender is owed nothing any more",
            "unpaid \"USD 100.00\": the lender is owed that much, and what was due is not paid",
            "cancelled: lender and borrower call the loan off; both sign",
            "awarded BTC BTC: so much is the lender's, so much the arbiter's; two of the three sign",
            "contested: the borrower contests the liquidation"
        })
final class LoanClaim implements Callable<Integer> {
    private static final String FILE = "FILE";

    private final Escrow escrow;

    @Parameters(index = "0", paramLabel = LoanCommand.ID, converter = LoanIdText.class, description = LoanCommand.NAME)
    private LoanId id = LoanId.of("none");

    @Parameters(index = "1", paramLabel = "WHAT", description = "See above.")
    private String what = "";

    @Parameters(index = "2..*", paramLabel = "DETAIL", description = "What belongs to it.")
    private List<String> details = List.of();

    @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "How long it holds, 30 by default.")
    private int days;

    @Option(
            names = "--join",
            paramLabel = FILE,
            description = "Evidence with the same claim, as another party signed it: both sign one statement.")
    private Optional<Path> join = Optional.empty();

    @Option(names = "--out", paramLabel = FILE, description = "A new file for it, for the other parties to keep.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private ContractKeyOptions key = new ContractKeyOptions();

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanClaim(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        Claim claim = claim();
        Role role = key.requiredRole();
        try (EscrowService service = place.service(escrow.console())) {
            var loan = service.loan(id).loan();
            Optional<SignedStatement> theirs = join.map(file -> joined(file, claim));
            Statement statement = theirs.map(SignedStatement::statement)
                    .orElseGet(() -> statement(loan.terms(), claim, number(service.statements(loan), role)));
            SignedStatement ours = key.sign(
                    escrow.console(), loan.terms().chain().network(), contract -> contract.sign(statement, role));
            SignedStatement signed = theirs.map(ours::and).orElse(ours);
            if (!signed.isSignedBy(loan.terms().contractKeys())) {
                throw Failure.refused(
                        "that is not the " + Names.of(role) + "'s contract key of loan " + id,
                        "Name another --key, --account or --role.");
            }
            service.keep(signed);
            out.ifPresent(file -> LoanFiles.write(Evidence.of(signed), file));
            answer(signed);
            return Exit.DONE;
        }
    }

    private Claim claim() {
        return switch (what) {
            case "disbursed" -> new Claim.Disbursed();
            case "repaid" -> new Claim.Repaid();
            case "unpaid" -> new Claim.Unpaid(Money.parse(String.join(" ", details)));
            case "cancelled" -> new Claim.Cancelled();
            case "awarded" -> awarded();
            case "contested" -> new Claim.Contested();
            default -> throw Failure.usage("nobody can claim " + what, "See 'escrow loan claim --help'.");
        };
    }

    private Claim awarded() {
        if (details.size() != 2) {
            throw Failure.usage("an award takes two amounts", "Name the lender's part and the arbiter's, in bitcoin.");
        }
        return new Claim.Awarded(Money.btc(details.get(0)), Money.btc(details.get(1)));
    }

    private SignedStatement joined(Path file, Claim claim) {
        return LoanFiles.evidence(file).statements().stream()
                .filter(signed -> signed.statement().claim().equals(claim))
                .findFirst()
                .orElseThrow(() -> Failure.refused(file + " has no such claim", "Name what the other party wrote."));
    }

    private Statement statement(LoanTerms terms, Claim claim, long number) {
        Instant issued = escrow.console().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        return new Statement(terms.fingerprint(), number, issued, issued.plus(Duration.ofDays(days)), claim);
    }

    /** Each party counts its own. */
    private static long number(Evidence known, Role role) {
        return known.statements().stream()
                        .filter(signed -> signed.signers().contains(role))
                        .mapToLong(signed -> signed.statement().sequence())
                        .max()
                        .orElse(0)
                + 1;
    }

    private void answer(SignedStatement signed) {
        Statement statement = signed.statement();
        escrow.answer(
                "Signed and kept: " + statement.claim() + ", number " + statement.sequence() + ", until "
                        + statement.expires() + "."
                        + out.map(file -> " Written to " + file + ".").orElse(""),
                Json.object(
                        "loan", id,
                        "claim", statement.claim(),
                        "number", statement.sequence(),
                        "expires", statement.expires(),
                        "signers",
                                signed.signers().stream()
                                        .sorted()
                                        .map(Names::of)
                                        .toList(),
                        "file", out));
    }
}
