package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.settlement.SettlementExplainer;
import org.escrowkit.wallet.watch.Birth;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Partially signed transactions (BIP174, BIP370). */
@Command(
        name = "psbt",
        description = "Explain, sign, combine and finalize PSBTs: files in binary or base64, or base64 piped in.")
final class PsbtCommand {
    private static final String FILE = "FILE";
    private static final String PSBT = "PSBT";
    private static final String OUT = "--out";
    private static final String INTO = "Write it into this new file, in binary.";

    private final Escrow escrow;

    PsbtCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Command(
            description = {
                "Put a PSBT into words. These are words and no verdict: 'escrow psbt sign' decides by the policy.",
                "With --loan against your own records and the node's chain, with --vault against the vault's keys; "
                        + "with neither, all that is said is the PSBT's own word."
            })
    int explain(
            @Parameters(paramLabel = PSBT, arity = "0..1", description = "The PSBT; - or none for what is piped in.")
                    Optional<Path> file,
            @Option(names = "--loan", paramLabel = FILE, description = "The loan, as your own records have it.")
                    Optional<Path> loan,
            @Option(names = "--vault", paramLabel = FILE, description = "The vault's file.") Optional<Path> vault,
            @Option(names = "--index", paramLabel = "N", defaultValue = "0", description = "The loan's number in it.")
                    int index,
            @Option(
                            names = "--store",
                            paramLabel = FILE,
                            description = "Deposits of the loan, kept from the last time.")
                    Optional<Path> store,
            @Option(
                            names = "--since",
                            paramLabel = "HEIGHT|DATE",
                            converter = Since.class,
                            description = "Look for the loan's deposits from here on, by default from its start.")
                    Optional<Birth> since,
            @Mixin ChainOption chain,
            @Mixin NodeOptions node) {
        Psbt psbt = PsbtSource.read(escrow.console(), file);
        PsbtExplanation explanation = loan.map(LoanFiles::loan)
                .map(known -> explained(psbt, known, new Place(node, store, since)))
                .orElseGet(() -> PsbtExplanation.of(
                        psbt,
                        vault.map(of -> PsbtContext.of(psbt, VaultFile.read(of).vault(), AddressCommand.index(index)))
                                .orElseGet(() -> PsbtContext.of(psbt, chain.network()))));
        escrow.answer(explanation.text().stripTrailing(), PsbtJson.of(explanation));
        return Exit.DONE;
    }

    /** Where the chain is read. */
    private record Place(NodeOptions node, Optional<Path> store, Optional<Birth> since) {}

    private PsbtExplanation explained(Psbt psbt, Loan loan, Place place) {
        var chain = loan.terms().chain();
        var view = new ChainReader(escrow.console(), place.node().connect(chain), place.store())
                .view(loan.terms(), place.since());
        return SettlementExplainer.of(loan, view.ledger()).explain(psbt);
    }

    @Command(
            description = "Review a PSBT against your own records, the evidence and your node, and sign it or refuse "
                    + "by the rule's name. What is signed or refused goes into the audit log first.")
    int sign(
            @Parameters(paramLabel = PSBT, arity = "0..1", description = "The PSBT; - or none for what is piped in.")
                    Optional<Path> file,
            @Option(names = OUT, paramLabel = FILE, description = INTO) Optional<Path> out,
            @Mixin SignOptions options) {
        options.requirePlace(file);
        return new SignAction(escrow, options).run(PsbtSource.read(escrow.console(), file), out);
    }

    @Command(description = "Put the signatures of several PSBTs of one transaction together, and verify each of them.")
    int combine(
            @Parameters(paramLabel = PSBT, arity = "1..*", description = "The PSBTs; - for what is piped in.")
                    List<Path> files,
            @Option(names = OUT, paramLabel = FILE, description = INTO) Optional<Path> out) {
        Psbt combined = combined(files);
        PsbtSource.write(combined, out);
        escrow.answer(PsbtSource.words(combined, out), PsbtJson.of(combined, out));
        return Exit.DONE;
    }

    private Psbt combined(List<Path> files) {
        List<Psbt> all = files.stream()
                .map(file -> PsbtSource.read(escrow.console(), Optional.of(file)))
                .toList();
        all.get(0).requireGoodSignatures();
        return all.stream().reduce(Psbt::combine).orElseThrow();
    }

    @Command(
            description =
                    "Make the complete transaction of one or more PSBTs, verified against the coins that it spends. "
                            + "Prints it in hexadecimal, and sends nothing.")
    int finalize(
            @Parameters(paramLabel = PSBT, arity = "0..*", description = "The PSBTs; none for what is piped in.")
                    @Nullable
                    List<Path> files,
            @Option(names = OUT, paramLabel = FILE, description = "Write the final PSBT into this new file.")
                    Optional<Path> out) {
        Psbt combined = combined(files == null ? List.of(Path.of("-")) : files);
        if (!(combined.finish() instanceof Completion.Complete complete)) {
            List<Integer> missing = ((Completion.Incomplete) combined.finish()).missingSignatures();
            throw Failure.refused(
                    "signatures are missing: " + words(missing),
                    "Have another party sign, and name all PSBTs, or combine them first.");
        }
        PsbtSource.write(complete.psbt(), out);
        String hex = HexFormat.of().formatHex(complete.transaction().serialize());
        escrow.answer(
                hex,
                Json.object(
                        "txid", complete.transaction().txid(),
                        "transaction", hex,
                        "virtual_size", complete.transaction().virtualSize(),
                        "psbt", complete.psbt().toBase64()));
        return Exit.DONE;
    }

    private static String words(List<Integer> missing) {
        return IntStream.range(0, missing.size())
                .filter(input -> missing.get(input) > 0)
                .mapToObj(input -> missing.get(input) + " of input " + input)
                .collect(Collectors.joining(", "));
    }
}
