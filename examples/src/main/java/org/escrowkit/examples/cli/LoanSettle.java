package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.store.LoanId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signed PSBTs, handed in. */
@Command(
        name = "settle",
        description =
                "Hand in what two parties have signed: it is verified and reviewed, kept, and then sent, until it "
                        + "confirms by each 'loan run'.")
final class LoanSettle implements Callable<Integer> {
    private final Escrow escrow;

    @Parameters(index = "0", paramLabel = LoanCommand.ID, converter = LoanIdText.class, description = LoanCommand.NAME)
    private LoanId id = LoanId.of("none");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PSBT", description = "The PSBTs; - for what is piped in.")
    private List<Path> files = List.of();

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "The evidence that they name, by default the statements that are kept here.")
    private Optional<Path> evidence = Optional.empty();

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanSettle(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        List<Psbt> signed = files.stream()
                .map(file -> PsbtSource.read(escrow.console(), Optional.of(file)))
                .toList();
        try (EscrowService service = place.currentService(escrow.console())) {
            var shown = evidence.map(LoanFiles::evidence)
                    .orElseGet(() -> service.statements(service.loan(id).loan()));
            SettlementResult result = service.settle(id, signed, shown);
            if (!(result instanceof SettlementResult.Sent sent)) {
                throw Failure.refused(
                        ((SettlementResult.Refused) result).reason(),
                        "Nothing was sent. 'escrow psbt explain --loan' tells what is odd about it.");
            }
            escrow.answer(
                    "Sent: " + sent.txid() + ". It is done when it is deep enough in the chain: see 'escrow loan run'.",
                    Json.object("loan", id, "txid", sent.txid()));
            return Exit.DONE;
        }
    }
}
