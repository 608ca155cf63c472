package org.escrowkit.regtest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonValue;

/** The chain of a node whose wallet pays, and which mines and reorganises as chance will have it. */
final class ChurningChain {
    /** Blocks that a reorg takes back at the most. */
    static final int DEEPEST = 4;

    private static final int RESENT = 200;
    private static final int MATURE_COINS = 50;
    private static final int COINBASE_MATURITY = 100;

    private final JsonRpcClient node;
    private final JsonRpcClient wallet;
    private final RegtestChain chain;
    private final Random random;

    /** The latest, which a reorg may reach. */
    private final Deque<Sha256Hash> payments = new ArrayDeque<>();

    private int reorgs;

    ChurningChain(RegtestNode node, Random random) {
        this.node = node.rpc();
        this.random = random;
        chain = RegtestChain.funded(node);
        wallet = node.rpc().forWallet("fund");
        chain.mine(MATURE_COINS);
        // A coin of the wallet must not be one that a reorg makes immature again, with the deposits that it paid.
        chain.mineTo(RegtestChain.addressOfNobody(), COINBASE_MATURITY + 2 * DEEPEST);
    }

    int height() {
        return chain.height();
    }

    int reorgs() {
        return reorgs;
    }

    void pay(Address address, Coin amount) {
        payments.add(chain.pay(address, amount));
        if (payments.size() > RESENT) {
            payments.remove();
        }
    }

    /** A block or two, a reorg, or nothing. */
    void move(boolean onlyBlocks) {
        int what = random.nextInt(12);
        if (onlyBlocks || what < 7) {
            chain.mineTo(RegtestChain.addressOfNobody(), 1 + random.nextInt(2));
        } else if (what == 7) {
            reorg(1 + random.nextInt(DEEPEST));
        }
    }

    private void reorg(int depth) {
        int fork = chain.height() - depth;
        chain.invalidate(Sha256Hash.wrap(node.call("getblockhash", fork + 1).asString()));
        Address nobody = RegtestChain.addressOfNobody();
        for (int i = 0; i <= depth; i++) {
            node.call("generateblock", nobody.toString(), List.of());
        }
        reorgs++;
        payments.forEach(this::payAgain);
    }

    /** A node forgets what is not final at the height to which it fell back. Wallets send it again, as Core's would. */
    private void payAgain(Sha256Hash txid) {
        JsonValue known = wallet.call("gettransaction", txid.toString());
        if (known.get("confirmations").asLong() == 0) {
            node.call("sendrawtransaction", known.get("hex").asString());
        }
    }
}
