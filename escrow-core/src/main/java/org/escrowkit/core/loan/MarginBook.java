package org.escrowkit.core.loan;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.joda.money.CurrencyMismatchException;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;

/**
 * The loans of one currency, by the price at which something happens to them. Guarantees that {@link #crossed} names
 * every loan to which a price does more than to be its last one: a tier or the liquidation threshold reached, a cure, a
 * release that is no longer allowed, a liquidation whose price is to be fixed anew, each price that counts towards a
 * dwell, the first one after a deadline or a day on which interest may have moved the triggers. It may name others too;
 * to give a loan a price is never wrong.
 *
 * <p>A price costs logarithmic time for each loan that it names, and constant time for all others, which are not
 * touched: what they know of the price is old. So whoever drives loans
 *
 * <ol>
 *   <li>gives a price to the loans that {@code crossed} names,
 *   <li>before and after any other event gives a loan the price that it {@link #missed}, if there is one,
 *   <li>{@link #put}s every loan back after whatever it was given.
 * </ol>
 *
 * Then every loan is, at each event but a price that does nothing, the same as if it had been given every price.
 *
 * <p>The book is what follows from the loans and the last price: it is not stored, but filled again. It is not for
 * several threads at once.
 *
 * @param <K> by what loans are told apart
 */
public final class MarginBook<K> {
    private final CurrencyUnit currency;
    private final Map<K, Watched<K>> loans = new HashMap<>();

    /** The highest price that moves a loan downwards is on top, and the lowest that moves one upwards. */
    private final WatchHeap<K> falling =
            new WatchHeap<>(loan -> -loan.low, loan -> loan.lowPlace, (loan, place) -> loan.lowPlace = place);

    private final WatchHeap<K> rising =
            new WatchHeap<>(loan -> loan.high, loan -> loan.highPlace, (loan, place) -> loan.highPlace = place);

    private final WatchHeap<K> ageing =
            new WatchHeap<>(loan -> loan.until, loan -> loan.untilPlace, (loan, place) -> loan.untilPlace = place);

    private @Nullable Quote last;

    public MarginBook(CurrencyUnit currency) {
        this.currency = currency;
    }

    /**
     * Adds a loan, or puts it back after it changed. One to which no price will ever do anything is left out.
     *
     * @throws CurrencyMismatchException for a loan in another currency
     */
    public void put(K key, Loan loan) {
        requireCurrency(loan.terms().principal().getCurrencyUnit());
        remove(key);
        Optional<Quote> newest = newest(PriceWatch.known(loan.state()));
        Triggers triggers = newest.map(quote -> Triggers.of(loan, quote)).orElseGet(() -> Triggers.first(loan));
        if (triggers.any()) {
            add(new Watched<>(key, triggers));
        }
    }

    private Optional<Quote> newest(Optional<Quote> known) {
        Optional<Quote> mine = Optional.ofNullable(last);
        boolean older = known.isPresent()
                && mine.filter(quote -> !quote.at().isBefore(known.get().at())).isEmpty();
        return older ? known : mine;
    }

    private void add(Watched<K> watched) {
        loans.put(watched.key, watched);
        falling.add(watched);
        rising.add(watched);
        ageing.add(watched);
    }

    public void remove(K key) {
        Watched<K> watched = loans.remove(key);
        if (watched != null) {
            falling.remove(watched);
            rising.remove(watched);
            ageing.remove(watched);
        }
    }

    /**
     * Takes note of a price and names the loans that must be given it, in no order. A price older than the last says
     * nothing new, and names none.
     *
     * @throws CurrencyMismatchException for a price in another currency
     */
    public List<K> crossed(Quote quote) {
        requireCurrency(quote.price().ofOneBitcoin().getCurrencyUnit());
        if (last != null && quote.at().isBefore(last.at())) {
            return List.of();
        }
        last = quote;
        Set<K> named = new LinkedHashSet<>();
        falling.collect(-PriceBand.down(quote.price().ofOneBitcoin().getAmount()), named);
        rising.collect(PriceBand.up(quote.price().ofOneBitcoin().getAmount()), named);
        ageing.collect(Watched.minute(quote.at()), named);
        return List.copyOf(named);
    }

    /** The last price, if the loan listens to prices and was not given it. */
    public Optional<Fact.PriceObserved> missed(Loan loan) {
        Optional<Quote> known = PriceWatch.known(loan.state());
        return Optional.ofNullable(last)
                .filter(quote -> PriceWatch.listens(loan, quote.at()))
                .filter(quote ->
                        known.isEmpty() || !quote.at().isBefore(known.get().at()))
                .filter(quote -> known.isEmpty() || !quote.equals(known.get()))
                .map(Fact.PriceObserved::new);
    }

    /** How many loans a price can do something to. */
    public int size() {
        return loans.size();
    }

    private void requireCurrency(CurrencyUnit other) {
        if (!other.equals(currency)) {
            throw new CurrencyMismatchException(currency, other);
        }
    }
}
