package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.store.LoanId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The settlement that a loan's state demands. */
@Command(
        name = "plan",
        description = {
            "Write the PSBT of the settlement that a loan demands, for two parties to sign: 'escrow psbt sign'.",
            "It names the statements that are kept here, and the --evidence. Plan once: who has signed one transaction "
                    + "signs no other one."
        })
final class LoanPlan implements Callable<Integer> {
    private static final String FILE = "FILE";

    private final Escrow escrow;

    @Parameters(paramLabel = LoanCommand.ID, converter = LoanIdText.class, description = LoanCommand.NAME)
    private LoanId id = LoanId.of("none");

    @Option(names = "--out", paramLabel = FILE, description = "Write it into this new file, in binary.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--evidence",
            paramLabel = FILE,
            description = "More to show, such as signed prices; as often as there are files.")
    private List<Path> evidence = List.of();

    @Option(names = "--evidence-out", paramLabel = FILE, description = "A new file for all that it names.")
    private Optional<Path> evidenceOut = Optional.empty();

    @Option(
            names = "--bump",
            paramLabel = "SAT/VB",
            description = "The replacement of what is under way, with a higher fee.")
    private Optional<BigDecimal> bump = Optional.empty();

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanPlan(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        try (EscrowService service = place.currentService(escrow.console())) {
            SettlementPlan plan = plan(service);
            Evidence shown = evidence.stream()
                    .map(LoanFiles::evidence)
                    .reduce(service.statements(service.loan(id).loan()), Evidence::plus);
            Psbt psbt = plan.toPsbt(shown);
            PsbtSource.write(psbt, out);
            evidenceOut.ifPresent(file -> LoanFiles.write(shown, file));
            Map<String, Object> fields = PsbtJson.of(psbt, out);
            fields.putAll(Json.object(
                    "intent", plan.intent(),
                    "fee", plan.fee(),
                    "pays", pays(plan),
                    "evidence", shown.hash(),
                    "evidence_file", evidenceOut));
            escrow.answer(plan.explain() + PsbtSource.words(psbt, out), fields);
            return Exit.DONE;
        }
    }

    private SettlementPlan plan(EscrowService service) {
        return bump.map(rate -> service.planReplacement(id, FeeRate.ofSatsPerVb(rate)))
                .or(() -> service.planSettlement(id))
                .orElseThrow(() -> Failure.refused(
                        "loan " + id + " demands no settlement",
                        "'escrow loan show " + id + "' tells what it waits for."));
    }

    private static Map<String, Object> pays(SettlementPlan plan) {
        Map<String, Object> pays = Json.object();
        plan.amounts().forEach((share, amount) -> pays.put(share.toString(), amount));
        return pays;
    }
}
