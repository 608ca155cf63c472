package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.invoice.PaymentRequest;
import org.escrowkit.wallet.invoice.QrCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a loan's collateral goes, for whoever is to pay it. */
@Command(
        name = "address",
        description = "Show a loan's address in a vault, the URI that asks for its collateral (BIP21), and a QR code.")
final class AddressCommand implements Callable<Integer> {
    private static final int SCALE = 8;
    private static final String BRIGHT_ON_DARK = "\u001b[97;40m";
    private static final String RESET = "\u001b[0m";

    private final Escrow escrow;

    @Parameters(paramLabel = "VAULT", description = "The vault's file.")
    private Path vault = Path.of("");

    @Option(names = "--index", paramLabel = "N", required = true, description = "The loan's number in the vault.")
    private int index;

    @Option(names = "--amount", paramLabel = "BTC", description = "How much to ask for, in bitcoin.")
    private Optional<BigDecimal> amount = Optional.empty();

    @Option(names = "--label", paramLabel = "TEXT", description = "What the payer's wallet is to show.")
    private Optional<String> label = Optional.empty();

    @Option(names = "--qr", description = "Draw a QR code in the terminal.")
    private boolean qr;

    @Option(names = "--png", paramLabel = "FILE", description = "Write a picture of the QR code into a new file.")
    private Optional<Path> png = Optional.empty();

    AddressCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        VaultAddress address = VaultFile.read(vault).vault().address(index(index));
        PaymentRequest request = new PaymentRequest(address.address(), amount.map(Coin::ofBtc), label);
        png.ifPresent(file -> NewFile.write(file, QrCode.of(request.uri()).png(SCALE)));
        String text = address.address() + "\n" + request.uri();
        escrow.answer(
                qr ? text + "\n" + drawn(QrCode.of(request.uri())) : text,
                Json.object(
                        "index", index,
                        "address", address.address(),
                        "uri", request.uri(),
                        "amount", request.amount(),
                        "script_pubkey", address.scriptPubKey(),
                        "witness_script", address.witnessScript()));
        return Exit.DONE;
    }

    static int index(int number) {
        if (number < 0) {
            throw Failure.usage("a loan's number is not negative: " + number, "Name 0 or more.");
        }
        return number;
    }

    /** In colours of its own where there are any: on a bright ground the blocks would be the wrong way round. */
    private String drawn(QrCode code) {
        if (!escrow.console().colour()) {
            return code.text().stripTrailing();
        }
        StringBuilder drawn = new StringBuilder();
        code.text()
                .lines()
                .forEach(line -> drawn.append(BRIGHT_ON_DARK).append(line).append(RESET + "\n"));
        return drawn.toString();
    }
}
