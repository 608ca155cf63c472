package org.escrowkit.wallet.node;

import java.util.function.Predicate;
import org.bitcoinj.base.Sha256Hash;

/**
 * The highest block of a node's chain that enough nodes hold.
 *
 * @param leader the node's number
 * @param own what the node itself says of its chain
 * @param info the same, of the chain up to that block
 */
record AgreedTip(int leader, ChainInfo own, ChainInfo info) {
    /** @param isHeld whether enough nodes hold a block of its chain; those that hold one hold those below it */
    static AgreedTip of(int number, BitcoinNode node, Predicate<Sha256Hash> isHeld) {
        ChainInfo own = node.chainInfo();
        if (isHeld.test(own.bestBlock())) {
            return new AgreedTip(number, own, own);
        }
        int height = AgreeingNode.highest(
                own.height() - 1, at -> node.blockHash(at).filter(isHeld).isPresent());
        HeaderInfo tip = node.blockHash(Math.max(0, height))
                .flatMap(node::header)
                .orElseThrow(() -> new RpcException.Unavailable("getblockhash", "the node's chain moved", null));
        ChainInfo capped = new ChainInfo(
                own.chain(),
                tip.height(),
                Math.max(own.headers(), own.height()),
                tip.hash(),
                tip.chainWork(),
                tip.time(),
                own.initialBlockDownload(),
                own.pruneHeight());
        return new AgreedTip(number, own, capped);
    }

    /** Whether enough nodes hold all of the node's chain. */
    boolean isWhole() {
        return info.bestBlock().equals(own.bestBlock());
    }

    boolean isAbove(AgreedTip other) {
        return info.chainWork().compareTo(other.info.chainWork()) > 0;
    }
}
