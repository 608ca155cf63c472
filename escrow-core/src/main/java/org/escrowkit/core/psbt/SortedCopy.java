package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;

/** Maps as the values of this package keep them: sorted, so that bytes do not depend on how a value came about. */
final class SortedCopy {
    private SortedCopy() {}

    static <K extends Comparable<? super K>, V> Map<K, V> of(Map<K, V> map) {
        return map.isEmpty() ? ImmutableSortedMap.of() : ImmutableSortedMap.copyOf(map);
    }

    /**
     * The fields that are only kept.
     *
     * @throws IllegalArgumentException for a key without a type, or of a type that has a place of its own
     */
    static Map<ByteString, ByteString> others(Map<ByteString, ByteString> fields, Map<Integer, PsbtField> named) {
        for (ByteString key : fields.keySet()) {
            PsbtField field = PsbtField.ofKey(key, named);
            if (field != null && !field.isKept()) {
                throw new IllegalArgumentException(field + " has a place of its own");
            }
        }
        return of(fields);
    }
}
