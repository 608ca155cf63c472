package org.escrowkit.core.psbt;

import java.util.HashMap;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.PublicKey;

/** What the maps of one PSBT share while they are read: the keys already checked, and how much may still be kept. */
final class ParseLimits {
    /**
     * Of one kind: inputs, outputs, fields of a map, items of a final witness, leaves of a tree (P9). Some take a
     * single byte, and forty times that in memory. No standard transaction has as many of any.
     */
    static final int MOST_ENTRIES = 10_000;

    /** Of fields unknown to us (S23): room for any use we know of, and not for smuggling. */
    private static final int MOST_KEPT_BYTES = 262_144;

    /**
     * Of all kinds that take few bytes and many times that in memory: inputs, outputs and witness items of previous
     * transactions, items of final witnesses, leaves of trees. More than honest ones in a PSBT of the most bytes, and
     * so few that reading one never takes 64 MB.
     */
    static final int MOST_PARTS = 200_000;

    private final Map<ByteString, PublicKey> keys = new HashMap<>();
    private int kept;
    private int partsLeft = MOST_PARTS;

    /** Looked for on the curve the first time only: a loan's inputs have the same keys. */
    PublicKey key(ByteString bytes) {
        return keys.computeIfAbsent(bytes, PublicKey::new);
    }

    boolean mayKeep(int bytes) {
        kept += bytes;
        return kept <= MOST_KEPT_BYTES;
    }

    int partsLeft() {
        return partsLeft;
    }

    boolean mayTake(int parts) {
        partsLeft -= parts;
        return partsLeft >= 0;
    }
}
