package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/** Maps as the values of this package keep them: sorted, so that bytes do not depend on how a value came about. */
final class SortedCopy {
    private SortedCopy() {}

    static <K extends Comparable<? super K>, V> Map<K, V> of(Map<K, V> map) {
        return map.isEmpty() ? ImmutableSortedMap.of() : ImmutableSortedMap.copyOf(map);
    }
}
