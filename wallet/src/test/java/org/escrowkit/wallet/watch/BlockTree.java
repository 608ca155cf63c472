package org.escrowkit.wallet.watch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.wallet.node.FakeBitcoinNode;

/** All blocks that a node in memory was ever given, and what they hold. */
final class BlockTree {
    private final FakeBitcoinNode node;

    /** What each block holds, and what the chain up to it does, in the order in which the blocks came. */
    private final Map<Sha256Hash, List<Transaction>> blocks = new LinkedHashMap<>();

    private final Map<Sha256Hash, Branch> branches = new LinkedHashMap<>();

    BlockTree(FakeBitcoinNode node) {
        this.node = node;
        blocks.put(node.genesis(), List.of());
        branches.put(node.genesis(), Branch.EMPTY);
    }

    /** Adds a block, off the best chain for now, of those of the transactions that the chain below admits. */
    Sha256Hash add(Sha256Hash parent, long work, List<Transaction> wanted) {
        Branch branch = branch(parent);
        List<Transaction> held = new ArrayList<>();
        for (Transaction transaction : wanted) {
            if (branch.admits(transaction)) {
                branch = branch.with(transaction);
                held.add(transaction);
            }
        }
        Sha256Hash block = node.add(parent, work, held);
        blocks.put(block, held);
        branches.put(block, branch);
        return block;
    }

    Branch branch(Sha256Hash block) {
        return Objects.requireNonNull(branches.get(block));
    }

    List<Transaction> transactions(Sha256Hash block) {
        return Objects.requireNonNull(blocks.get(block));
    }

    int height(Sha256Hash block) {
        return node.row(block).height();
    }

    BigInteger work(Sha256Hash block) {
        return node.row(block).chainWork();
    }

    boolean isAncestor(Sha256Hash block, Sha256Hash top) {
        return height(block) <= height(top) && node.ancestor(top, height(block)).equals(block);
    }

    /** The first of those with the most work. */
    Sha256Hash heaviest() {
        Sha256Hash best = node.genesis();
        for (Sha256Hash block : blocks.keySet()) {
            best = work(block).compareTo(work(best)) > 0 ? block : best;
        }
        return best;
    }

    /** What a chain holds, from its first block on. */
    Map<BlockRef, List<Transaction>> chain(Sha256Hash tip) {
        Map<BlockRef, List<Transaction>> chain = new LinkedHashMap<>();
        node.path(tip).forEach(hash -> chain.put(new BlockRef(height(hash), hash), transactions(hash)));
        return chain;
    }
}
