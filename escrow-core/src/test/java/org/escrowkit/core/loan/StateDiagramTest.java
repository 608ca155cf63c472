package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.START;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Draws the states that loans go through into the documentation, as far as loans that live by chance find them. */
class StateDiagramTest {
    private static final int LIVES = 1_500;
    private static final int STEPS = 120;
    private static final Path DOCS = Path.of("../docs");

    /** From one state to another, by these events. */
    private final Map<String, Map<String, Set<String>>> seen = new TreeMap<>();

    @Test
    void theDiagramShowsHowLoansGoFromStateToState() {
        for (long seed = 0; seed < LIVES; seed++) {
            live(seed);
        }
        assertEquals(names(LoanState.class), reached());
        Golden.check(DOCS.resolve("loan-states.md"), page());
    }

    private void live(long seed) {
        Random random = new Random(seed);
        LoanWalk walk = new LoanWalk(seed);
        Loan loan = Loan.offer(LoanWalk.terms(7, random));
        Instant now = START;
        Price price = Price.parse("USD 70000");
        for (int step = 0; step < STEPS; step++) {
            now = LoanWalk.after(now, random);
            price = LoanWalk.price(random, price);
            LoanEvent event =
                    random.nextInt(3) == 0 ? new Fact.PriceObserved(new Quote(price, now)) : walk.next(loan, now);
            Loan next = MarginBookTest.after(loan, event);
            note(loan.state(), event, next.state());
            loan = next;
        }
    }

    private void note(LoanState before, LoanEvent event, LoanState after) {
        if (before.getClass() != after.getClass()) {
            seen.computeIfAbsent(name(before), unused -> new TreeMap<>())
                    .computeIfAbsent(name(after), unused -> new TreeSet<>())
                    .add(name(event));
        }
    }

    private Set<String> reached() {
        return Stream.concat(seen.keySet().stream(), seen.values().stream().flatMap(to -> to.keySet().stream()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                # The states of a loan

                What led from one state to another in %,d lives of %d events by chance, with four kinds of terms. Any state
                that the chain can show a stranger's spend in may become compromised, and goes back when the chain takes the
                spend back. `StateDiagramTest` draws this page and fails when it is stale;
                `mvn -pl escrow-core test -Dtest=StateDiagramTest -Descrowkit.golden=write` draws it anew.

                ```mermaid
                stateDiagram-v2
                    [*] --> Offered
                """.formatted(LIVES, STEPS));
        seen.forEach((from, to) -> to.keySet().stream()
                .filter(name -> !isAside(from) && !isAside(name))
                .forEach(name -> page.append("    ")
                        .append(from)
                        .append(" --> ")
                        .append(name)
                        .append('\n')));
        for (String end : names(Ended.class)) {
            page.append("    ").append(end).append(" --> [*]\n");
        }
        page.append("```\n\n| from | to | by |\n|---|---|---|\n");
        seen.forEach((from, to) -> to.forEach((name, events) -> page.append("| ")
                .append(from)
                .append(" | ")
                .append(name)
                .append(" | ")
                .append(String.join(", ", events))
                .append(" |\n")));
        return page.toString();
    }

    /** Drawn, its arrows from and to everywhere would hide the others. */
    private static boolean isAside(String name) {
        return name.equals("Compromised");
    }

    private static Set<String> names(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? names(kind).stream() : Stream.of(kind.getSimpleName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Object value) {
        return value.getClass().getSimpleName();
    }
}
