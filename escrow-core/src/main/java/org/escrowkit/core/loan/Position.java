package org.escrowkit.core.loan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.joda.money.BigMoney;

/**
 * What a running loan knows.
 *
 * @param lost coins that were final, and that the chain neither holds nor shows as spent: a reorganisation took them
 * @param lostSince when the first of them went
 * @param quote the last price
 * @param tier of the margin rules, the deepest that was reached and is not cured; −1 for none
 * @param cureBy when the tiers' cure windows end
 * @param breach of the liquidation threshold
 * @param partials the partial settlements so far, oldest first
 */
public record Position(
        Holdings holdings,
        List<PledgedCoin> lost,
        Optional<Instant> lostSince,
        Debt debt,
        Quote quote,
        int tier,
        Optional<Instant> cureBy,
        Optional<Breach> breach,
        List<Settling> partials) {
    /** How long a coin that a reorganisation took counts as collateral: it mostly returns within a block or two. */
    public static final Duration PATIENCE = Duration.ofHours(6);

    static final int NO_TIER = -1;

    public Position {
        lost = List.copyOf(lost);
        partials = List.copyOf(partials);
    }

    static Position begun(Holdings holdings, Quote quote, LoanTerms terms) {
        return new Position(
                holdings,
                List.of(),
                Optional.empty(),
                terms.debt(),
                quote,
                NO_TIER,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    Position observed(Holdings now, Instant at) {
        List<PledgedCoin> missing = now.lost(Stream.concat(holdings.coins().stream(), lost.stream())
                .distinct()
                .toList());
        Optional<Instant> since = missing.isEmpty() ? Optional.empty() : lostSince.or(() -> Optional.of(at));
        return new Position(now, missing, since, debt, quote, tier, cureBy, breach, partials);
    }

    /** An older price than the last says nothing new. A breach is counted where it is not decided yet. */
    Position quoted(Quote fresh, LoanTerms terms) {
        if (fresh.at().isBefore(quote.at())) {
            return this;
        }
        boolean beyond = reaches(terms.margin().liquidation(), fresh, terms, fresh.at());
        Optional<Breach> next =
                beyond ? Optional.of(breach.map(Breach::again).orElse(new Breach(fresh.at(), 1))) : Optional.empty();
        return new Position(holdings, lost, lostSince, debt, fresh, tier, cureBy, next, partials);
    }

    /** Where a breach decides nothing. */
    Position quotedUncounted(Quote fresh) {
        return fresh.at().isBefore(quote.at())
                ? this
                : new Position(holdings, lost, lostSince, debt, fresh, tier, cureBy, Optional.empty(), partials);
    }

    /** Whether the same coins settle the same debt. */
    boolean settlesAs(Position other) {
        return holdings.coins().equals(other.holdings.coins()) && debt.equals(other.debt);
    }

    Position owing(Debt changed) {
        return new Position(holdings, lost, lostSince, changed, quote, tier, cureBy, breach, partials);
    }

    Position called(int deepest, Optional<Instant> until) {
        return new Position(holdings, lost, lostSince, debt, quote, deepest, until, breach, partials);
    }

    /** After a partial settlement: the margin is judged afresh. */
    Position settled(List<Settling> settlements, Debt left) {
        return new Position(
                holdings, lost, lostSince, left, quote, NO_TIER, Optional.empty(), Optional.empty(), settlements);
    }

    /** All that pays the loan off then. */
    public BigMoney owed(LoanTerms terms, Instant at) {
        return debt.owed(terms.interest(), Deadlines.day(at));
    }

    /** The collateral by which the margin is judged: a liquidation cannot be taken back, a reorganisation mostly is. */
    Coin pledged(Instant at) {
        boolean patient =
                lostSince.filter(since -> at.isBefore(since.plus(PATIENCE))).isPresent();
        return patient ? holdings.value().add(Holdings.sum(lost)) : holdings.value();
    }

    boolean reaches(Ltv threshold, Quote by, LoanTerms terms, Instant at) {
        return threshold.reachedBy(owed(terms, at), by.price().worth(pledged(at)));
    }

    /** Whether the ratio is this or better. */
    boolean isAtMost(Ltv ratio, LoanTerms terms, Instant at) {
        return !pledged(at).isLessThan(ratio.collateralFor(owed(terms, at), quote.price()));
    }

    Set<Sha256Hash> ownTransactions() {
        return partials.stream()
                .flatMap(settling -> settling.ownTransactions().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The first partial settlement that a reorganisation took out of the chain. */
    Optional<Settling> reorganised() {
        return partials.stream()
                .filter(done -> holdings.settledBy(done.attempts()).isEmpty())
                .findFirst();
    }

    Position without(Settling reopened) {
        List<Settling> kept =
                partials.stream().filter(done -> !done.equals(reopened)).toList();
        return new Position(holdings, lost, lostSince, debt, quote, tier, cureBy, breach, kept);
    }
}
