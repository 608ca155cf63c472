package org.escrowkit.core.policy;

import com.google.common.collect.Lists;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.pcollections.IntTreePMap;
import org.pcollections.TreePVector;

/**
 * All that a signer signed, oldest first, found by the coins that it spends and by how late it was. A value: one more
 * makes the next one.
 *
 * @param byCoin by the hash codes of coins, which take less room than coins: what is found is looked at
 */
record SignedSpends(TreePVector<Entry> entries, IntTreePMap<List<SignedSpend>> byCoin) {
    static final SignedSpends NONE = new SignedSpends(TreePVector.empty(), IntTreePMap.empty());

    /** @param latest when this or one before it was signed: clocks are set back */
    record Entry(SignedSpend spend, Instant latest) {}

    static SignedSpends of(List<SignedSpend> spends) {
        SignedSpends all = NONE;
        for (SignedSpend spend : spends) {
            all = all.plus(spend);
        }
        return all;
    }

    SignedSpends plus(SignedSpend spend) {
        IntTreePMap<List<SignedSpend>> found = byCoin;
        for (int key : keys(spend.unsigned())) {
            found = found.plus(key, SigningHistory.plus(found.getOrDefault(key, List.of()), spend));
        }
        return new SignedSpends(entries.plus(new Entry(spend, latest(spend.at()))), found);
    }

    private static int[] keys(Transaction unsigned) {
        return unsigned.inputs().stream()
                .mapToInt(input -> input.outpoint().hashCode())
                .distinct()
                .toArray();
    }

    private Instant latest(Instant at) {
        if (entries.isEmpty()) {
            return at;
        }
        Instant before = entries.get(entries.size() - 1).latest();
        return before.isAfter(at) ? before : at;
    }

    List<SignedSpend> all() {
        return Lists.transform(entries, Entry::spend);
    }

    /** Oldest first. */
    List<SignedSpend> spending(Outpoint coin) {
        return byCoin.getOrDefault(coin.hashCode(), List.of()).stream()
                .filter(spend -> spend.spends(coin))
                .toList();
    }

    /** Whether this very transaction is there. */
    boolean has(Transaction unsigned) {
        return unsigned.inputs().stream()
                .limit(1)
                .flatMap(input -> spending(input.outpoint()).stream())
                .anyMatch(spend -> spend.unsigned().equals(unsigned));
    }

    /** Signed at that time or later, newest first. */
    List<SignedSpend> since(Instant from) {
        List<SignedSpend> since = new ArrayList<>();
        for (int i = entries.size() - 1; i >= 0 && !entries.get(i).latest().isBefore(from); i--) {
            SignedSpend spend = entries.get(i).spend();
            if (!spend.at().isBefore(from)) {
                since.add(spend);
            }
        }
        return since;
    }
}
