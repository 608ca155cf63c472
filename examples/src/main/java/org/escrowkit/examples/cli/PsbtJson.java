package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;

/** PSBTs and what is said of them, for machines. */
final class PsbtJson {
    private PsbtJson() {}

    static Map<String, Object> of(Psbt psbt, Optional<Path> file) {
        return Json.object(
                "txid", psbt.unsignedTransaction().txid(),
                "version", psbt.version().number(),
                "file", file,
                "psbt", psbt.toBase64());
    }

    static Map<String, Object> of(PsbtExplanation explanation) {
        return Json.object(
                "txid", explanation.txid(),
                "heading",
                        explanation.heading().stream()
                                .map(fact -> Json.object("label", fact.label(), "words", fact.words()))
                                .toList(),
                "inputs", explanation.inputs(),
                "spent", explanation.spent(),
                "payments", explanation.payments().stream().map(PsbtJson::of).toList(),
                "fee", explanation.fee().map(PsbtJson::of),
                "timing", explanation.timing(),
                "signers",
                        explanation.signers().stream()
                                .map(signer -> Json.object(
                                        "name",
                                        signer.name(),
                                        "duty",
                                        Names.of(signer.duty()),
                                        "signed",
                                        signer.signed()))
                                .toList(),
                "oddities",
                        explanation.oddities().stream()
                                .map(oddity -> Json.object("kind", oddity.kind(), "words", oddity.words()))
                                .toList());
    }

    private static Map<String, Object> of(PsbtExplanation.Payment payment) {
        return Json.object("payee", payment.payee(), "where", payment.where(), "value", payment.value());
    }

    private static Map<String, Object> of(PsbtExplanation.Fee fee) {
        return Json.object(
                "amount", fee.amount(),
                "weight", fee.weight(),
                "sat_per_vb", fee.rate().map(rate -> rate.toSatsPerVb()),
                "exact", fee.exact());
    }
}
