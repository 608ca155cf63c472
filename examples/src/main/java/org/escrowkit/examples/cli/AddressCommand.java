package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.invoice.PaymentRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a loan's collateral goes, for whoever is to pay it. */
@Command(
        name = "address",
        description = "Show a loan's address in a vault, the URI that asks for its collateral (BIP21), and a QR code.")
final class AddressCommand implements Callable<Integer> {
    private final Escrow escrow;

    @Parameters(paramLabel = "VAULT", description = "The vault's file.")
    private Path vault = Path.of("");

    @Option(names = "--index", paramLabel = "N", required = true, description = "The loan's number in the vault.")
    private int index;

    @Option(names = "--amount", paramLabel = "BTC", description = "How much to ask for, in bitcoin.")
    private Optional<BigDecimal> amount = Optional.empty();

    @Option(names = "--label", paramLabel = "TEXT", description = "What the payer's wallet is to show.")
    private Optional<String> label = Optional.empty();

    @Mixin
    private AddressPicture picture = new AddressPicture();

    AddressCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        VaultAddress address = VaultFile.read(vault).vault().address(index(index));
        picture.answer(escrow, address, new PaymentRequest(address.address(), amount.map(Coin::ofBtc), label));
        return Exit.DONE;
    }

    static int index(int number) {
        if (number < 0) {
            throw Failure.usage("a loan's number is not negative: " + number, "Name 0 or more.");
        }
        return number;
    }
}
