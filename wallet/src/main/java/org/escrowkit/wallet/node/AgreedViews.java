package org.escrowkit.wallet.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.wallet.node.Agreement.Place;
import org.escrowkit.wallet.node.Agreement.View;

/** Finds out where nodes differ from the one that leads. */
final class AgreedViews {
    private AgreedViews() {}

    /** @param silent nodes that failed are not asked again, and those that fail now are added */
    static List<View> of(List<BitcoinNode> nodes, AgreedTip tip, Map<Integer, RuntimeException> silent) {
        List<View> views = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            View view = new View.Agrees();
            RuntimeException failed = silent.get(i);
            if (failed != null) {
                view = new View.Silent(failed);
            } else if (i != tip.leader()) {
                try {
                    view = of(nodes.get(tip.leader()), nodes.get(i), tip.own());
                } catch (RpcException | WrongChainException failure) {
                    silent.put(i, failure);
                    view = new View.Silent(failure);
                }
            }
            views.add(view);
        }
        return views;
    }

    private static View of(BitcoinNode leader, BitcoinNode other, ChainInfo own) {
        if (isOnBestChain(other, own.bestBlock())) {
            return new View.Agrees();
        }
        ChainInfo its = other.chainInfo();
        if (isOnBestChain(leader, its.bestBlock())) {
            return new View.Behind(new Place(its.height(), its.bestBlock()));
        }
        int top = Math.min(own.height(), its.height());
        int common = AgreeingNode.highest(top, height -> {
            Optional<Sha256Hash> ours = leader.blockHash(height);
            return ours.isPresent() && ours.equals(other.blockHash(height));
        });
        Optional<Place> ours = place(leader, common + 1);
        Optional<Place> theirs = place(other, common + 1);
        // One of them moved meanwhile: the next look tells.
        return ours.isPresent() && theirs.isPresent()
                ? new View.Diverges(ours.get(), theirs.get())
                : new View.Behind(new Place(its.height(), its.bestBlock()));
    }

    private static boolean isOnBestChain(BitcoinNode node, Sha256Hash hash) {
        return node.header(hash).filter(HeaderInfo::isOnBestChain).isPresent();
    }

    private static Optional<Place> place(BitcoinNode node, int height) {
        return node.blockHash(height).map(hash -> new Place(height, hash));
    }
}
