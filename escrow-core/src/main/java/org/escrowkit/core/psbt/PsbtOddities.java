package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects what is odd: a hostile PSBT has thousands of the same, of which a person reads the first few. */
final class PsbtOddities {
    private static final int MOST_OF_A_KIND = 5;

    private final List<PsbtOddity> found = new ArrayList<>();
    private final Map<PsbtOddity.Kind, Integer> counts = new EnumMap<>(PsbtOddity.Kind.class);

    void add(PsbtOddity.Kind kind, String words) {
        if (counts.merge(kind, 1, Integer::sum) <= MOST_OF_A_KIND) {
            found.add(new PsbtOddity(kind, words));
        }
    }

    List<PsbtOddity> all() {
        List<PsbtOddity> all = new ArrayList<>(found);
        counts.forEach((kind, count) -> {
            if (count > MOST_OF_A_KIND) {
                all.add(new PsbtOddity(kind, "and " + (count - MOST_OF_A_KIND) + " more of this kind"));
            }
        });
        return all;
    }
}
