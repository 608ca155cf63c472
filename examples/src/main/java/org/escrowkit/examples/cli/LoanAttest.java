package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.price.PriceSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A party's word about the price, as a source that terms name. */
@Command(
        name = "attest",
        description = {
            "Sign what one bitcoin costs now, such as USD 36000.00, as a source of prices that a loan's terms name.",
            "For a liquidation, signers want to see as many sources as the terms' quorum has: name each one's file as "
                    + "'loan plan --evidence'."
        })
final class LoanAttest implements Callable<Integer> {
    private static final String FILE = "FILE";

    private final Escrow escrow;

    @Parameters(index = "0", paramLabel = "CURRENCY", description = "Its three letters.")
    private String currency = "";

    @Parameters(index = "1", paramLabel = "AMOUNT", description = "Of one bitcoin.")
    private String amount = "";

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The source's name in the terms, by default that of the role.")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = FILE,
            required = true,
            description = "Where this source counts its prices of the currency, so that no number is under two. "
                    + "Begun if there is none: never begin another one.")
    private Path count = Path.of("");

    @Option(names = "--out", paramLabel = FILE, required = true, description = "A new file for the signed price.")
    private Path out = Path.of("");

    @Mixin
    private ContractKeyOptions key = new ContractKeyOptions();

    @Mixin
    private ChainOption chain = new ChainOption();

    LoanAttest(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        Quote quote = new Quote(
                Price.parse(currency + " " + amount), escrow.console().clock().instant());
        String name = source.orElseGet(() -> Names.of(key.requiredRole()));
        NewFile.requireNone(out);
        PriceAttestation signed = key.sign(escrow.console(), chain.network(), contract -> sign(name, contract, quote));
        LoanFiles.write(Evidence.of(List.of(signed)), out);
        PriceStatement said = signed.statement();
        escrow.answer(
                "Signed: " + said.price() + " at " + said.at() + ", number " + said.sequence() + " of " + said.source()
                        + ". Written to " + out + ".",
                Json.object(
                        "price", said.price(),
                        "at", said.at(),
                        "number", said.sequence(),
                        "source", said.source(),
                        "file", out));
        return Exit.DONE;
    }

    private PriceAttestation sign(String name, ContractSecret contract, Quote quote) {
        try (PriceSigner signer = PriceSigner.open(count, name, contract, Optional.empty())) {
            return signer.sign(quote);
        }
    }
}
