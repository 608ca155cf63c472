package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.escrowkit.core.loan.Command;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.LoanRequest;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.BigMoney;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What people report of a loan. */
@CommandLine.Command(
        name = "tell",
        description = {
            "Tell a loan what happened or what is wanted.",
            "WHAT is one of:",
            "disburse: the lender handed the principal out",
            "repay \"USD 100.00\": the lender received that much",
            "debt \"USD 100.00\": the lender's own loan system says what is owed",
            "release-excess [BTC]: the borrower wants that much collateral back, or as much as may go",
            "consolidate: the parties want many coins made into one",
            "dispute ROLE, withdraw-dispute: who contests the loan, and no longer does",
            "award BTC BTC: so much is the lender's, so much the arbiter's, the rest the borrower's",
            "cancel: lender and borrower call it off before it began",
            "agree: all three parties signed the terms, by --signature",
            "amend: all three signed new --terms, such as an extension, by --signature"
        })
final class LoanTell implements Callable<Integer> {
    private final Escrow escrow;

    @Parameters(index = "0", paramLabel = LoanCommand.ID, converter = LoanIdText.class, description = LoanCommand.NAME)
    private LoanId id = LoanId.of("none");

    @Parameters(index = "1", paramLabel = "WHAT", description = "See above.")
    private String what = "";

    @Parameters(index = "2..*", paramLabel = "DETAIL", description = "What belongs to it.")
    private List<String> details = List.of();

    @Option(
            names = "--when",
            paramLabel = "TIME",
            description = "When it happened, such as 2026-01-31T12:00:00Z; by default now.")
    private Optional<Instant> when = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "TEXT",
            description = "Of your choice, for this request alone: with it, it is done once however often it comes. "
                    + "Takes --when, as the same again is at the same time.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "VERSION",
            description = "Only if the loan is at the version that you have seen.")
    private Optional<Long> version = Optional.empty();

    @Option(names = "--terms", paramLabel = "FILE", description = "The new terms of amend.")
    private Optional<Path> terms = Optional.empty();

    @Option(
            names = "--signature",
            paramLabel = "ROLE=HEX",
            description = "A party's signature under the terms, as 'loan terms --role' makes it; one of each.")
    private Map<String, String> signatures = Map.of();

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanTell(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        LoanReport report = new LoanReport(what.toLowerCase(Locale.ROOT), details, terms, signatures, at());
        try (EscrowService service = place.currentService(escrow.console())) {
            Optional<BigMoney> debt = report.debt();
            if (debt.isPresent()) {
                requireNow();
                service.observeDebt(id, debt.get());
                return told(service);
            }
            return told(service, service.handle(request(report.command())));
        }
    }

    private Instant at() {
        if (key.isPresent() && when.isEmpty()) {
            throw Failure.usage(
                    "--key without --when: the same again would be at another time, and be another request",
                    "Name --when it happened, such as "
                            + escrow.console().clock().instant() + ".");
        }
        return when.orElseGet(() -> escrow.console().clock().instant());
    }

    /** A statement of what is owed holds for the day on which it comes, whatever the loan's version. */
    private void requireNow() {
        if (when.isPresent() || key.isPresent() || version.isPresent()) {
            throw Failure.usage("a debt is told as of now", "Leave --when, --key and --at away.");
        }
    }

    private LoanRequest request(Command command) {
        return new LoanRequest(id, command, key, version.map(OptionalLong::of).orElseGet(OptionalLong::empty));
    }

    private int told(EscrowService service, CommandResult result) {
        if (result instanceof CommandResult.Refused refused) {
            throw Failure.refused(
                    "loan " + id + " refuses it: " + refused.reason(),
                    "'escrow loan show " + id + "' tells how it stands.");
        } else if (result instanceof CommandResult.Moved moved) {
            throw Failure.refused(
                    "loan " + id + " is at version " + moved.version() + " by now",
                    "Look at it by 'escrow loan show " + id + "', and decide anew.");
        }
        return told(service);
    }

    private int told(EscrowService service) {
        var stored = service.loan(id);
        String state = stored.loan().state().name();
        escrow.answer(
                "Loan " + id + " is " + state + ", at version " + stored.version() + ".",
                Json.object("loan", id, "state", state, "version", stored.version()));
        return Exit.DONE;
    }
}
