package org.escrowkit.core.loan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A binary heap of watched loans, the one with the least order on top. Each loan knows its place, so that any can be
 * taken out in logarithmic time; those up to a bound are found without looking at more than two others for each.
 */
final class WatchHeap<K> {
    /** Notes a loan's place in this heap. */
    interface Placer<K> {
        void place(Watched<K> loan, int place);
    }

    private final List<Watched<K>> loans = new ArrayList<>();
    private final ToLongFunction<Watched<K>> order;
    private final ToIntFunction<Watched<K>> place;
    private final Placer<K> placer;

    WatchHeap(ToLongFunction<Watched<K>> order, ToIntFunction<Watched<K>> place, Placer<K> placer) {
        this.order = order;
        this.place = place;
        this.placer = placer;
    }

    void add(Watched<K> loan) {
        loans.add(loan);
        up(loan, loans.size() - 1);
    }

    void remove(Watched<K> loan) {
        int hole = place.applyAsInt(loan);
        Watched<K> last = loans.remove(loans.size() - 1);
        if (last != loan) {
            up(last, hole);
            down(last, place.applyAsInt(last));
        }
    }

    /** Adds the keys of all loans whose order is at most this. */
    void collect(long most, Collection<K> keys) {
        collect(0, most, keys);
    }

    /** As deep as the heap is high. */
    private void collect(int at, long most, Collection<K> keys) {
        if (at < loans.size() && order.applyAsLong(loans.get(at)) <= most) {
            keys.add(loans.get(at).key);
            collect(2 * at + 1, most, keys);
            collect(2 * at + 2, most, keys);
        }
    }

    private void up(Watched<K> loan, int from) {
        int at = from;
        while (at > 0 && isBefore(loan, loans.get((at - 1) / 2))) {
            put(loans.get((at - 1) / 2), at);
            at = (at - 1) / 2;
        }
        put(loan, at);
    }

    private void down(Watched<K> loan, int from) {
        int at = from;
        while (2 * at + 1 < loans.size()) {
            int child = 2 * at + 1;
            if (child + 1 < loans.size() && isBefore(loans.get(child + 1), loans.get(child))) {
                child++;
            }
            if (!isBefore(loans.get(child), loan)) {
                break;
            }
            put(loans.get(child), at);
            at = child;
        }
        put(loan, at);
    }

    private boolean isBefore(Watched<K> one, Watched<K> other) {
        return order.applyAsLong(one) < order.applyAsLong(other);
    }

    private void put(Watched<K> loan, int at) {
        loans.set(at, loan);
        placer.place(loan, at);
    }
}
