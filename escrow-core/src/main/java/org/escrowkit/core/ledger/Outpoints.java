package org.escrowkit.core.ledger;

import java.util.HashSet;
import java.util.Set;
import org.escrowkit.core.bitcoin.Outpoint;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/** Sets of outpoints as values: most have one, for which nothing is smaller, and some have thousands. */
final class Outpoints {
    /** Up to so many are copied for each that comes or goes. */
    static final int FEW = 8;

    private Outpoints() {}

    static Set<Outpoint> plus(@Nullable Set<Outpoint> some, Outpoint more) {
        if (some == null) {
            return Set.of(more);
        }
        if (some instanceof PSet<Outpoint> many) {
            return many.plus(more);
        }
        Set<Outpoint> all = new HashSet<>(some);
        all.add(more);
        return all.size() > FEW ? HashTreePSet.from(all) : Set.copyOf(all);
    }

    static Set<Outpoint> minus(Set<Outpoint> some, Outpoint gone) {
        if (some instanceof PSet<Outpoint> many) {
            PSet<Outpoint> left = many.minus(gone);
            return left.size() > FEW ? left : Set.copyOf(left);
        }
        Set<Outpoint> left = new HashSet<>(some);
        left.remove(gone);
        return Set.copyOf(left);
    }
}
