package org.escrowkit.wallet.node;

import org.escrowkit.core.vault.Chain;

/** What nodes say that {@link FakeBitcoinNode} never does, for tests of those who must hear it. */
public final class NodeTroubles {
    private NodeTroubles() {}

    public static WrongChainException wrongChain() {
        return new WrongChainException(Chain.REGTEST, "chain main, as the test wants it");
    }
}
