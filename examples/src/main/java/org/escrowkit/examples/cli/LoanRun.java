package org.escrowkit.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.LoanWords;
import org.escrowkit.wallet.Notification;
import org.escrowkit.wallet.ServiceEvent;
import org.escrowkit.wallet.ServiceHealth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Loans as they go on. */
@Command(
        name = "run",
        description = "Follow the chain, drive the loans, send what is signed until it confirms, and print a line for "
                + "each event. Ends by Ctrl-C. Of several on one --database one works, and the others stand by.")
final class LoanRun implements Callable<Integer> {
    private final Escrow escrow;
    private String told = "";

    @Option(
            names = "--subscriber",
            paramLabel = "NAME",
            defaultValue = "escrow-loan-run",
            description = "From the first run under this name on, no event is left out; escrow-loan-run by default.")
    private String subscriber = "";

    @Option(names = "--once", description = "Catch up with the chain, and end.")
    private boolean once;

    @Mixin
    private LoanPlace place = new LoanPlace();

    LoanRun(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        if (once) {
            try (EscrowService service = place.service(escrow.console())) {
                service.subscribe(subscriber);
                ChainReader.catchUp(escrow.console(), service::poll);
                tell(service);
            }
        } else {
            Interruptible.run(escrow, this::follow);
        }
        return Exit.DONE;
    }

    private void follow() throws InterruptedException {
        try (EscrowService service = place.service(escrow.console())) {
            service.subscribe(subscriber);
            escrow.remark("Following. Ctrl-C ends.");
            service.run(() -> tell(service));
        }
    }

    private void tell(EscrowService service) {
        service.deliver(subscriber, this::print);
        String health = words(service.health());
        if (!health.equals(told)) {
            told = health;
            escrow.remark(health);
        }
    }

    private void print(Notification told) {
        ServiceEvent event = told.event();
        String words = LoanWords.of(event);
        escrow.console()
                .out()
                .println(
                        escrow.json()
                                ? Json.line(Json.object(
                                        "loan", told.loan(),
                                        "version", told.version(),
                                        "id", told.id(),
                                        "event", event.getClass().getSimpleName(),
                                        "says", words))
                                : told.loan() + " " + told.version() + ": " + words);
        escrow.console().out().flush();
    }

    private static String words(ServiceHealth health) {
        List<String> parts = new ArrayList<>();
        parts.add(health.watcher().status().map(ChainReader::words).orElse("no answer of the node yet"));
        parts.add(health.leading() ? health.loans().live() + " live loans" : "not leading");
        parts.addAll(health.watcher().alarmNames());
        health.loans().troubles().forEach((loan, trouble) -> parts.add("loan " + loan + ": " + trouble));
        return String.join(", ", parts);
    }
}
