package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Price;
import org.escrowkit.wallet.store.LoanId;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest extends ServiceFixture {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        Duration noPause = Duration.ofNanos(1);
        new ServiceMetrics(service, store.loans(), Tags.of("service", "test"), List.of(CurrencyUnit.USD), noPause)
                .bindTo(meters);
    }

    private double gauge(String name, String... tags) {
        return meters.get("escrowkit.service." + name).tags(tags).gauge().value();
    }

    private double inState(String state) {
        return gauge("loans", "state", state);
    }

    private double commands(String command, String result) {
        return meters.get("escrowkit.service.commands")
                .tags("service", "test", "command", command, "result", result)
                .counter()
                .count();
    }

    @Test
    void itTellsWhoLeadsAndHowLoansStand() {
        assertEquals(0, gauge("leading"));
        service.open(ID, terms);
        assertEquals(0, gauge("driven"));
        service.poll();
        assertEquals(1, gauge("leading"));
        assertEquals(1, gauge("driven"));
        assertEquals(1, inState("awaiting-collateral"));
        service.open(LoanId.of("8"), terms(4));
        assertEquals(2, inState("awaiting-collateral"));
        fund();
        service.poll();
        assertEquals(1, inState("awaiting-collateral"));
        assertEquals(1, inState("funded"));
        now = now.plus(Duration.ofDays(1));
        service.poll();
        assertEquals(0, inState("awaiting-collateral"));
        assertEquals(1, inState("cancelled"), "the one whose coins are still to go back");
    }

    @Test
    void commandsAreCountedByWhatTheyCameTo() {
        repaid();
        service.handle(ID, new Command.Cancel());
        LoanRequest once = LoanRequest.of(ID, new Command.Cancel()).once("key");
        service.handle(once);
        service.handle(once);
        settle();
        assertEquals(1, commands("disburse", "done"));
        assertEquals(1, commands("record-repayment", "done"));
        assertEquals(2, commands("cancel", "refused"));
        assertEquals(1, commands("settle", "done"));
    }

    @Test
    void itTellsHowOldThePriceIsAndWhatWasNotDelivered() {
        assertTrue(Double.isNaN(age()));
        service.observePrice(Price.parse("USD 60000"));
        // The health's time is that of the watcher's own clock.
        assertEquals(
                (double) Duration.between(now, service.health().watcher().at()).toMinutes(), age() / 60_000, 1);
        service.open(ID, terms);
        assertEquals(1, gauge("notices", "subscriber", "test"));
        told();
        assertEquals(0, gauge("notices", "subscriber", "test"));
        service.unsubscribe("test");
        assertTrue(Double.isNaN(gauge("notices", "subscriber", "test")));
    }

    private double age() {
        return meters.get("escrowkit.service.price.age")
                .tags("currency", "USD")
                .timeGauge()
                .value(TimeUnit.MILLISECONDS);
    }

    @Test
    void whatTheNodeDoesNotTakeIsATrouble() {
        repaid();
        fail("broadcast", 1);
        settle();
        refusing = "mempool min fee not met";
        service.poll();
        assertEquals(1, gauge("troubles"));
        refusing = "";
        service.poll();
        assertEquals(0, gauge("troubles"));
        assertEquals(1, inState("settling"));
    }
}
