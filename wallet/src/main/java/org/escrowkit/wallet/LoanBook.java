package org.escrowkit.wallet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.MarginBook;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.joda.money.CurrencyUnit;

/** The live loans, as they are stored, by script and by the price that does something to them. */
final class LoanBook {
    private final Map<LoanId, StoredLoan> loans = new TreeMap<>();
    private final Map<ByteString, LoanId> scripts = new HashMap<>();
    private final Map<CurrencyUnit, MarginBook<LoanId>> margins = new TreeMap<>();
    private boolean loaded;

    void clear() {
        loans.clear();
        scripts.clear();
        margins.clear();
        loaded = false;
    }

    int size() {
        return loans.size();
    }

    Collection<StoredLoan> loans() {
        return List.copyOf(loans.values());
    }

    Set<CurrencyUnit> currencies() {
        return Set.copyOf(margins.keySet());
    }

    Optional<StoredLoan> byScript(ByteString scriptPubKey) {
        return Optional.ofNullable(scripts.get(scriptPubKey)).map(loans::get);
    }

    /**
     * Takes over what others did.
     *
     * @return what is new or changed; nothing where all is loaded for the first time, and a price is still to come
     */
    List<StoredLoan> refresh(LoanStore store) {
        if (!loaded) {
            store.live(this::put);
            loaded = true;
            return List.of();
        }
        Map<LoanId, Long> versions = store.liveVersions();
        List.copyOf(loans.keySet()).stream()
                .filter(id -> !versions.containsKey(id))
                .forEach(this::remove);
        List<StoredLoan> changed = new ArrayList<>();
        versions.forEach((id, version) -> {
            StoredLoan known = loans.get(id);
            if (known == null || known.version() != version) {
                store.loan(id).ifPresent(changed::add);
            }
        });
        changed.forEach(this::put);
        return changed;
    }

    void put(StoredLoan stored) {
        if (!stored.isLive()) {
            remove(stored.id());
            return;
        }
        StoredLoan before = loans.put(stored.id(), stored);
        Loan loan = stored.loan();
        if (before == null
                || !before.loan().terms().escrows().equals(loan.terms().escrows())) {
            loan.terms().escrows().scripts().forEach(script -> scripts.put(script, stored.id()));
        }
        margin(loan).put(stored.id(), loan);
    }

    private MarginBook<LoanId> margin(Loan loan) {
        return margins.computeIfAbsent(loan.terms().principal().getCurrencyUnit(), MarginBook::new);
    }

    void remove(LoanId id) {
        StoredLoan gone = loans.remove(id);
        if (gone != null) {
            gone.loan().terms().escrows().scripts().forEach(scripts::remove);
            margin(gone.loan()).remove(id);
        }
    }

    /** Takes note of a price of its currency; the loans to which it does something. */
    List<StoredLoan> crossed(Quote quote) {
        MarginBook<LoanId> margin = margins.get(quote.price().ofOneBitcoin().getCurrencyUnit());
        return margin == null
                ? List.of()
                : margin.crossed(quote).stream()
                        .flatMap(id -> Optional.ofNullable(loans.get(id)).stream())
                        .toList();
    }

    Optional<Fact.PriceObserved> missed(Loan loan) {
        return margin(loan).missed(loan);
    }
}
