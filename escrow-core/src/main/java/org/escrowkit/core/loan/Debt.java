package org.escrowkit.core.loan;

import java.time.LocalDate;
import java.util.Optional;
import org.joda.money.BigMoney;

/**
 * What a borrower owes. All amounts are whole minor units of one currency; interest is rounded up to them when it is
 * asked for or paid, so that no path of questions changes it, and a payment at most by one unit. Days are those of UTC;
 * a day before {@code since} counts as {@code since}.
 *
 * @param principal that bears interest, zero or more
 * @param carried interest of the days before {@code since}, which bears none, zero or more
 * @param since from when on interest is still to be reckoned
 */
public record Debt(BigMoney principal, BigMoney carried, LocalDate since) {
    /**
     * @throws IllegalArgumentException for a negative amount, or one the currency cannot pay
     * @throws org.joda.money.CurrencyMismatchException if the amounts are in different currencies
     */
    public Debt {
        principal = whole(principal);
        carried = whole(carried);
        Decimals.requireSameCurrency(principal, carried);
    }

    /**
     * The debt on the first day of a loan: the principal, or the sum of the instalments.
     *
     * @throws org.joda.money.CurrencyMismatchException if the instalments are in another currency
     */
    public static Debt disbursed(BigMoney principal, Interest interest, LocalDate start) {
        return ofPrincipal(interest.debtFor(principal), start);
    }

    private static Debt ofPrincipal(BigMoney principal, LocalDate since) {
        return new Debt(principal, Decimals.nothing(principal), since);
    }

    /** All that pays the loan off on that day, rounded up to the minor unit. */
    public BigMoney owed(Interest interest, LocalDate on) {
        return principal.plus(carried).plus(interest.accrued(principal, since, on));
    }

    /** The same debt with the interest to that day carried, for terms that change on it. */
    public Debt carriedTo(Interest interest, LocalDate on) {
        LocalDate day = on.isAfter(since) ? on : since;
        return new Debt(principal, carried.plus(interest.accrued(principal, since, day)), day);
    }

    /** Why an amount cannot be paid on that day; empty where it can. */
    public Optional<String> refusal(BigMoney amount, Interest interest, LocalDate on) {
        if (!amount.isSameCurrency(principal)) {
            return Optional.of("the debt is in " + principal.getCurrencyUnit() + ", not " + amount.getCurrencyUnit());
        }
        if (!amount.isPositive() || !Decimals.isPayable(amount)) {
            return Optional.of("nobody can pay " + amount);
        }
        BigMoney owed = owed(interest, on);
        return amount.isGreaterThan(owed) ? Optional.of("only " + owed + " is owed, not " + amount) : Optional.empty();
    }

    /**
     * The debt after a payment, which goes to carried interest first and to principal then.
     *
     * @throws IllegalArgumentException with the {@link #refusal}
     */
    public Debt pay(BigMoney amount, Interest interest, LocalDate on) {
        refusal(amount, interest, on).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        Debt due = carriedTo(interest, on);
        BigMoney toInterest = amount.isLessThan(due.carried) ? amount : due.carried;
        return new Debt(due.principal.minus(amount.minus(toInterest)), due.carried.minus(toInterest), due.since);
    }

    /** The debt when a payment turns out not to have come; it bears interest again from that day on. */
    Debt raisedBy(BigMoney amount, Interest interest, LocalDate on) {
        Debt due = carriedTo(interest, on);
        return new Debt(due.principal.plus(amount), due.carried, due.since);
    }

    /**
     * The debt that the lender's loan system states for that day, whatever was known before.
     *
     * @throws org.joda.money.CurrencyMismatchException if it is in another currency
     */
    public Debt stated(BigMoney owed, LocalDate on) {
        Decimals.requireSameCurrency(principal, owed);
        return ofPrincipal(owed, on);
    }

    /**
     * What should have been paid before that day and was not: instalments whose day has passed, and everything after
     * maturity. On its own day a payment is in time.
     */
    public BigMoney overdue(Interest interest, LocalDate maturity, LocalDate on) {
        return interest.overdue(owed(interest, on), maturity, on);
    }

    /** Whether nothing is owed on that day. */
    public boolean isPaid(Interest interest, LocalDate on) {
        return owed(interest, on).isZero();
    }

    private static BigMoney whole(BigMoney amount) {
        if (!Decimals.isPayable(amount)) {
            throw new IllegalArgumentException("nobody can pay " + amount);
        }
        return Decimals.roundedUp(Decimals.notNegative(amount, "debt"));
    }
}
