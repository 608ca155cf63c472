package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import org.joda.money.BigMoney;
import org.joda.money.CurrencyMismatchException;

/** What a loan costs beside its principal. */
public sealed interface Interest {
    /**
     * What a principal earns from one day to another, rounded up to the minor unit; zero if the second is not later.
     */
    default BigMoney accrued(BigMoney principal, LocalDate from, LocalDate to) {
        return Decimals.nothing(principal);
    }

    /** What is owed in all when the principal is handed out. */
    default BigMoney debtFor(BigMoney principal) {
        return principal;
    }

    /** What of a debt that is still owed should have been paid before this day, because its due date has passed. */
    default BigMoney overdue(BigMoney owed, LocalDate maturity, LocalDate on) {
        return on.isAfter(maturity) ? owed : Decimals.nothing(owed);
    }

    /** The principal comes back at maturity, and nothing more. */
    record None() implements Interest {}

    /**
     * Interest on the principal alone, none on interest, all due at maturity.
     *
     * @param rate of a year: 0.12 is 12 %; zero or more
     */
    record SimpleAnnual(BigDecimal rate, DayCount dayCount) implements Interest {
        public SimpleAnnual {
            rate = Decimals.share(rate, "an interest rate");
        }

        @Override
        public BigMoney accrued(BigMoney principal, LocalDate from, LocalDate to) {
            long days = Math.max(0, dayCount.days(from, to));
            BigDecimal ofYears = principal.getAmount().multiply(rate).multiply(BigDecimal.valueOf(days));
            int places = principal.getCurrencyUnit().getDecimalPlaces();
            return BigMoney.of(
                    principal.getCurrencyUnit(),
                    ofYears.divide(BigDecimal.valueOf(dayCount.basis()), places, RoundingMode.CEILING));
        }
    }

    /**
     * Principal and interest come back in parts; paying early saves nothing.
     *
     * @param schedule at least one, of one currency, each due later than the one before
     */
    record Instalments(List<Instalment> schedule) implements Interest {
        /** @throws CurrencyMismatchException if they are in different currencies */
        public Instalments {
            schedule = List.copyOf(schedule);
            if (schedule.isEmpty()) {
                throw new IllegalArgumentException("no instalments");
            }
            for (int i = 1; i < schedule.size(); i++) {
                if (!schedule.get(i).due().isAfter(schedule.get(i - 1).due())) {
                    throw new IllegalArgumentException("instalments fall due one after the other, not on "
                            + schedule.get(i).due() + " again");
                }
            }
            sum(schedule);
        }

        /** Of all instalments. */
        public BigMoney sum() {
            return sum(schedule);
        }

        @Override
        public BigMoney debtFor(BigMoney principal) {
            BigMoney sum = sum();
            Decimals.requireSameCurrency(sum, principal);
            return sum;
        }

        @Override
        public BigMoney overdue(BigMoney owed, LocalDate maturity, LocalDate on) {
            if (on.isAfter(maturity)) {
                return owed;
            }
            BigMoney nothing = Decimals.nothing(owed);
            BigMoney notYetDue = schedule.stream()
                    .filter(instalment -> !instalment.due().isBefore(on))
                    .map(Instalment::amount)
                    .reduce(nothing, BigMoney::plus);
            return owed.isGreaterThan(notYetDue) ? owed.minus(notYetDue) : nothing;
        }

        private static BigMoney sum(List<Instalment> schedule) {
            return schedule.stream()
                    .map(Instalment::amount)
                    .reduce(BigMoney::plus)
                    .orElseThrow();
        }
    }

    /** The lender's own loan system says what is owed, and when it is due. */
    record Statements() implements Interest {}
}
