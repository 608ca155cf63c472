package org.escrowkit.wallet.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bitcoinj.base.Sha256Hash;

/** The newest rows of the chain that the caller has processed: linked, oldest first, at least one. Immutable. */
record ChainWindow(List<BlockRow> rows) {
    ChainWindow {
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no rows to follow the chain from");
        }
        for (int i = 1; i < rows.size(); i++) {
            if (!rows.get(i).follows(rows.get(i - 1))) {
                throw new IllegalArgumentException(rows.get(i) + " does not stand on " + rows.get(i - 1));
            }
        }
    }

    BlockRow oldest() {
        return rows.get(0);
    }

    BlockRow newest() {
        return rows.get(rows.size() - 1);
    }

    boolean holds(BlockRow row) {
        return holds(row.height(), row.hash());
    }

    private boolean holds(int height, Sha256Hash hash) {
        int index = height - oldest().height();
        return index >= 0 && index < rows.size() && rows.get(index).hash().equals(hash);
    }

    /** The highest row of a kind that, where a row is of it, all below are of too. Asks about few rows. */
    Optional<BlockRow> highest(Predicate<BlockRow> kind) {
        int low = -1;
        int high = rows.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (kind.test(rows.get(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low < 0 ? Optional.empty() : Optional.of(rows.get(low));
    }

    /** The rows above this one of ours, newest first. */
    List<BlockRow> above(BlockRow row) {
        List<BlockRow> above = new ArrayList<>(rows.subList(row.height() + 1 - oldest().height(), rows.size()));
        Collections.reverse(above);
        return above;
    }

    /** The rows up to the block that these stand on, then these; of all, the newest so many. */
    ChainWindow with(List<ChainBlock> connected, int most) {
        int kept = connected.get(0).height() - oldest().height();
        List<BlockRow> all = new ArrayList<>(rows.subList(0, kept));
        connected.forEach(block -> all.add(block.row()));
        return new ChainWindow(all.subList(Math.max(0, all.size() - most), all.size()));
    }
}
