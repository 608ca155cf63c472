package org.escrowkit.wallet.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.escrowkit.core.bitcoin.BlockHeader;

/**
 * Where to begin to look for payments to an address that was made at a known time.
 *
 * <p>Blocks say their time themselves. Nodes refuse one that is dated two hours after they see it, or not after the
 * median of the eleven before it. It is assumed that a block is not dated more than two hours before it was found
 * either: then one that is dated earlier than two hours before the birth was found before it, and so were all below it,
 * whatever they say. A single block dated still earlier, by a slow clock, does no harm as long as it has one among the
 * ten below it that is not.
 */
public final class BirthHeight {
    private static final Duration OFF = Duration.ofHours(2);

    /** As many as the median that bounds a block's time is of. */
    private static final int BELOW = 11;

    private BirthHeight() {}

    /**
     * The lowest height at which the node's best chain can hold a payment that was made at this time or later, or a
     * height somewhat below: 0 for a birth before the genesis block's, and the height above the tip for one more than
     * two hours after all of the last blocks' times. A birth at this moment gives the blocks of the last two hours.
     */
    public static int of(BitcoinNode node, Instant birth) {
        long earliest = birth.getEpochSecond() - OFF.toSeconds();
        int lower = -1;
        int found = node.chainInfo().height() + 1;
        // Times are not in order: this ends between some two neighbours of which the lower one is too early.
        while (found - lower > 1) {
            int middle = (lower + found) >>> 1;
            if (isEarlier(node, middle, earliest)) {
                lower = middle;
            } else {
                found = middle;
            }
        }
        return found == 0 ? 0 : lowest(node, found, earliest);
    }

    /** A chain that has meanwhile become shorter, or another one, makes for a lower height: more to read, not less. */
    private static boolean isEarlier(BitcoinNode node, int height, long earliest) {
        return node.blockHash(height)
                .flatMap(node::header)
                .filter(block -> block.header().time() < earliest)
                .isPresent();
    }

    private static int lowest(BitcoinNode node, int found, long earliest) {
        int height = Math.max(0, found - BELOW);
        int count = found - height;
        List<BlockHeader> below =
                node.blockHash(height).map(hash -> node.headers(hash, count)).orElse(List.of());
        for (BlockHeader block : below) {
            if (block.time() >= earliest) {
                return height;
            }
            height++;
        }
        return height;
    }
}
