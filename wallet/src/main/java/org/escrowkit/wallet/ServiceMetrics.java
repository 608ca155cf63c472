package org.escrowkit.wallet;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.meter.Meters;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanStep;
import org.escrowkit.wallet.store.LoanStore;
import org.joda.money.CurrencyUnit;

/**
 * A service and its loans as meters, {@code escrowkit.service.*}. Those of this process come from its
 * {@link ServiceHealth} and from what it stores; those of all loans ask the store, at most every ten seconds. What is
 * not known is NaN. The service's watcher has meters of its own: {@link org.escrowkit.wallet.watch.WatcherMetrics}.
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path, which this library leaves to its users.
 */
public final class ServiceMetrics implements MeterBinder {
    private static final String PREFIX = "escrowkit.service.";
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(10);

    private final EscrowService service;
    private final LoanStore loans;
    private final Tags tags;
    private final List<CurrencyUnit> currencies;
    private final Duration pause;

    /** @param pause between two times that a meter asks the store */
    ServiceMetrics(EscrowService service, LoanStore loans, Tags tags, List<CurrencyUnit> currencies, Duration pause) {
        this.service = service;
        this.loans = loans;
        this.tags = tags;
        this.currencies = List.copyOf(currencies);
        this.pause = pause;
    }

    /**
     * @param store that the service was made with
     * @param name tells this service from others, as the tag {@code service}
     * @param currencies of which it gets prices
     */
    public static ServiceMetrics of(EscrowService service, EscrowStore store, String name, CurrencyUnit... currencies) {
        return new ServiceMetrics(service, store.loans(), Tags.of("service", name), List.of(currencies), USUAL_PAUSE);
    }

    /** Once for a registry. Subscribers have a meter that were named before. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Meters<EscrowService, ServiceHealth> health =
                new Meters<>(registry, PREFIX, tags, service, EscrowService::health);
        health.gauge("leading", "1 if it drives the loans", now -> now.leading() ? 1 : 0);
        health.gauge("driven", "live loans that it drives", now -> now.loans().live());
        health.gauge(
                "troubles",
                "settlements that the node does not take",
                now -> now.loans().troubles().size());
        for (CurrencyUnit currency : currencies) {
            health.tagged("currency", currency.getCode())
                    .age("price.age", "since the time of the last price", now -> age(currency, now));
        }
        bindStates(registry);
        bindNotices(registry);
        loans.listen(step -> count(registry, step));
    }

    private Optional<Duration> age(CurrencyUnit currency, ServiceHealth health) {
        Instant now = health.watcher().at();
        return loans.lastQuote(currency).map(Quote::at).map(then -> Duration.between(then, now));
    }

    private void bindStates(MeterRegistry registry) {
        LoanStates states = new LoanStates(loans);
        Supplier<Map<String, Long>> recent = Suppliers.memoizeWithExpiration(states::counts, pause);
        Meters<EscrowService, Map<String, Long>> meters =
                new Meters<>(registry, PREFIX, tags, service, unused -> recent.get());
        for (String state : LoanStates.NAMES) {
            meters.tagged("state", state)
                    .gauge("loans", "live loans in this state", counts -> counts.getOrDefault(state, 0L));
        }
    }

    private void bindNotices(MeterRegistry registry) {
        Supplier<Map<String, Long>> recent = Suppliers.memoizeWithExpiration(loans::outstanding, pause);
        Meters<EscrowService, Map<String, Long>> meters =
                new Meters<>(registry, PREFIX, tags, service, unused -> recent.get());
        for (String subscriber : loans.outstanding().keySet()) {
            meters.tagged("subscriber", subscriber)
                    .gauge(
                            "notices",
                            "what a subscriber has not had",
                            counts ->
                                    counts.containsKey(subscriber) ? counts.getOrDefault(subscriber, 0L) : Double.NaN);
        }
    }

    private void count(MeterRegistry registry, LoanStep step) {
        for (AuditRow row : step.rows()) {
            if (row.kind().equals(JournalKind.EVENT.word()) || row.kind().equals(JournalKind.REFUSED.word())) {
                count(registry, JournalRow.decode(row));
            }
        }
    }

    private void count(MeterRegistry registry, JournalRow row) {
        if (row instanceof JournalRow.Refused refused) {
            count(registry, refused.command(), "refused");
        } else if (row instanceof JournalRow.Changed changed && changed.event() instanceof Command command) {
            count(registry, command, "done");
        }
    }

    private void count(MeterRegistry registry, Command command, String result) {
        registry.counter(
                        PREFIX + "commands",
                        tags.and("command", LoanEventJson.name(command.getClass()), "result", result))
                .increment();
    }
}
