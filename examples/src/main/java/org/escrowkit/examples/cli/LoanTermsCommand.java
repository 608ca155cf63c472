package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the parties agree on. */
@Command(
        name = "terms",
        description = {
            "Show terms as JSON with every field, and the contract's fingerprint; or sign them as a --role.",
            "All three parties compare the fingerprint before they sign."
        })
final class LoanTermsCommand implements Callable<Integer> {
    private final Escrow escrow;

    @Parameters(paramLabel = "FILE", description = "The terms, as JSON or in the bytes of their codec.")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write them into this new file, in their codec's bytes.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private ContractKeyOptions key = new ContractKeyOptions();

    LoanTermsCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        LoanTerms terms = LoanFiles.terms(file);
        out.ifPresent(named -> LoanFiles.write(terms, named));
        Map<String, Object> shown = TermsJson.of(terms);
        if (key.role.isPresent()) {
            sign(terms, key.role.get());
        } else {
            escrow.remark("Contract " + terms.fingerprint());
            escrow.answer(
                    Json.pretty(shown), Json.object("contract", terms.fingerprint(), "terms", shown, "file", out));
        }
        return Exit.DONE;
    }

    private void sign(LoanTerms terms, Role role) {
        ByteString signature = key.sign(escrow.console(), terms.chain().network(), contract -> {
            if (!contract.publicKey().equals(terms.contractKeys().getOrDefault(role, ByteString.EMPTY))) {
                throw Failure.refused(
                        "that is not the " + Names.of(role) + "'s contract key of these terms",
                        "Name another --key, --account or --role.");
            }
            return contract.sign(terms);
        });
        escrow.answer(
                Names.of(role) + "=" + signature,
                Json.object("contract", terms.fingerprint(), "role", Names.of(role), "signature", signature));
    }
}
