package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.invoice.PaymentRequest;
import org.escrowkit.wallet.invoice.QrCode;
import picocli.CommandLine.Option;

/** How an address is shown to whoever is to pay it. */
final class AddressPicture {
    private static final int SCALE = 8;
    private static final String BRIGHT_ON_DARK = "\u001b[97;40m";
    private static final String RESET = "\u001b[0m";

    @Option(names = "--qr", description = "Draw a QR code in the terminal.")
    private boolean qr;

    @Option(names = "--png", paramLabel = "FILE", description = "Write a picture of the QR code into a new file.")
    private Optional<Path> png = Optional.empty();

    void answer(Escrow escrow, VaultAddress address, PaymentRequest request) {
        png.ifPresent(file -> NewFile.write(file, QrCode.of(request.uri()).png(SCALE)));
        String text = address.address() + "\n" + request.uri();
        escrow.answer(
                qr ? text + "\n" + drawn(escrow.console(), QrCode.of(request.uri())) : text,
                Json.object(
                        "index", address.index(),
                        "address", address.address(),
                        "uri", request.uri(),
                        "amount", request.amount(),
                        "script_pubkey", address.scriptPubKey(),
                        "witness_script", address.witnessScript()));
    }

    /** In colours of its own where there are any: on a bright ground the blocks would be the wrong way round. */
    private static String drawn(Console console, QrCode code) {
        if (!console.colour()) {
            return code.text().stripTrailing();
        }
        StringBuilder drawn = new StringBuilder();
        code.text()
                .lines()
                .forEach(line -> drawn.append(BRIGHT_ON_DARK).append(line).append(RESET + "\n"));
        return drawn.toString();
    }
}
