package org.escrowkit.wallet.node;

import java.util.List;
import org.bitcoinj.base.Sha256Hash;

/**
 * How far several nodes agreed, when they were last asked.
 *
 * @param needed how many must hold a block
 * @param leader the number of the node whose chain was compared with the others'
 * @param height of the highest block of its chain that so many hold
 * @param hash of that block
 * @param views one for each node, in their order
 */
public record Agreement(int needed, int leader, int height, Sha256Hash hash, List<View> views) {
    public Agreement {
        views = List.copyOf(views);
    }

    /** A block at a height of a node's best chain. */
    public record Place(int height, Sha256Hash hash) {
        @Override
        public String toString() {
            return height + ":" + hash;
        }
    }

    /** What one node says of the leader's chain. */
    public sealed interface View {
        /** It holds the leader's tip. */
        record Agrees() implements View {}

        /** Its tip is a lower block of the leader's chain. */
        record Behind(Place tip) implements View {}

        /**
         * It is on a rival chain.
         *
         * @param ours the first block of the leader's chain that it does not hold
         * @param its the block that it holds in that place
         */
        record Diverges(Place ours, Place its) implements View {}

        /** It could not be asked, or its answer was none. */
        record Silent(RuntimeException cause) implements View {}
    }

    /** Whether a person should look: two chains, or so few answers that nothing new counts. */
    public boolean isAlarming() {
        long silent = views.stream().filter(View.Silent.class::isInstance).count();
        return views.stream().anyMatch(View.Diverges.class::isInstance) || views.size() - silent < needed;
    }
}
