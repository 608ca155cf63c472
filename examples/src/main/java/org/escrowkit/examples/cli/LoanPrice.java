package org.escrowkit.examples.cli;

import java.util.concurrent.Callable;
import org.escrowkit.core.loan.Price;
import org.escrowkit.wallet.EscrowService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What one bitcoin costs. */
@Command(name = "price", description = "Tell all loans of a currency what one bitcoin costs now, such as USD 59000.00.")
final class LoanPrice implements Callable<Integer> {
    private final Escrow escrow;

    @Parameters(index = "0", paramLabel = "CURRENCY", description = "Its three letters.")
    private String currency = "";

    @Parameters(index = "1", paramLabel = "AMOUNT", description = "Of one bitcoin.")
    private String amount = "";

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanPrice(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        Price price = Price.parse(currency + " " + amount);
        try (EscrowService service = place.currentService(escrow.console())) {
            service.observePrice(price);
            int live = service.health().loans().live();
            boolean leading = service.health().leading();
            escrow.answer(
                    leading
                            ? "Told: " + price + ", with " + live + " live loans."
                            : "Kept: " + price + ". The process that leads tells the loans at its next look.",
                    Json.object("price", price, "told", leading, "live_loans", live));
            return Exit.DONE;
        }
    }
}
