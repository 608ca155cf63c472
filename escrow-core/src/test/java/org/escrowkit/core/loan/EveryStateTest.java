package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.loan.LoanFixture.COMMANDS;
import static org.escrowkit.core.loan.LoanFixture.STATES;
import static org.escrowkit.core.loan.LoanFixture.confirmed;
import static org.escrowkit.core.loan.LoanFixture.costs;
import static org.escrowkit.core.loan.LoanFixture.reorgedOut;
import static org.escrowkit.core.loan.LoanFixture.sees;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EveryStateTest {
    private static final List<Fact> FACTS = List.of(
            sees("0"),
            sees("0", "1"),
            sees("0.00000001"),
            sees("21000000"),
            costs("0.000000000001"),
            costs("60000"),
            costs("1000000000000"),
            new Fact.PriceObserved(Price.parse("EUR 60000")),
            confirmed(LoanFixture.TXID),
            confirmed(LoanFixture.OTHER_TXID),
            reorgedOut(LoanFixture.TXID),
            reorgedOut(LoanFixture.OTHER_TXID));

    @Test
    void theSamplesLeaveNoKindOut() {
        assertEquals(permitted(LoanState.class), kinds(STATES));
        assertEquals(permitted(Fact.class), kinds(FACTS));
        assertEquals(permitted(Command.class), kinds(COMMANDS));
    }

    @Test
    void everyStateAnswersEveryFact() {
        for (LoanState state : STATES) {
            for (Fact fact : FACTS) {
                assertDoesNotThrow(() -> new Loan(TERMS, state).on(fact), () -> state + " on " + fact);
            }
        }
    }

    @Test
    void everyStateTakesACommandOrSaysWhyNot() {
        for (LoanState state : STATES) {
            for (Command command : COMMANDS) {
                if (new Loan(TERMS, state).on(command) instanceof Decision.Rejected rejected) {
                    assertFalse(rejected.reason().isBlank());
                }
            }
        }
    }

    @Test
    void onlyARepaidOrLiquidatableLoanDemandsASettlement() {
        Set<String> demanding = STATES.stream()
                .filter(state -> state.demands().isPresent())
                .map(LoanState::name)
                .collect(Collectors.toSet());
        assertEquals(Set.of("repaid", "liquidatable"), demanding);
    }

    /** A crash repeats the observation that came last: that must not move a loan any further. */
    @Test
    void theSameObservationTwiceIsTheSameAsOnce() {
        for (LoanState state : STATES) {
            for (Fact fact : FACTS) {
                LoanState once = new Loan(TERMS, state).on(fact).next();
                assertEquals(once, new Loan(TERMS, once).on(fact).next(), () -> state + " on " + fact);
            }
        }
    }

    private static Set<Class<?>> permitted(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses()).collect(Collectors.toSet());
    }

    private static Set<Class<?>> kinds(Collection<?> samples) {
        return samples.stream().map(Object::getClass).collect(Collectors.toSet());
    }
}
