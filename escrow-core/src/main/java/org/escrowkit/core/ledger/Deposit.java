package org.escrowkit.core.ledger;

import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * A coin that pays a watched script, as the chain shows it now.
 *
 * @param transaction that made it, whole: signers need it as proof of the amount
 * @param coinbase whether it is freshly mined, and so immature for 100 blocks
 * @param block that contains it; empty while it waits in the mempool
 * @param spend that takes it, if one is known
 */
public record Deposit(
        Outpoint outpoint,
        ByteString scriptPubKey,
        Coin value,
        Transaction transaction,
        boolean coinbase,
        Optional<BlockRef> block,
        Optional<Spend> spend) {

    static Deposit of(Transaction transaction, int output, Optional<BlockRef> block) {
        var paid = transaction.outputs().get(output);
        return new Deposit(
                transaction.outpoint(output),
                paid.scriptPubKey(),
                paid.value(),
                transaction,
                transaction.isCoinbase(),
                block,
                Optional.empty());
    }

    Deposit in(Optional<BlockRef> where) {
        return new Deposit(outpoint, scriptPubKey, value, transaction, coinbase, where, spend);
    }

    Deposit spentBy(Optional<Spend> by) {
        return new Deposit(outpoint, scriptPubKey, value, transaction, coinbase, block, by);
    }

    /** Blocks that confirm it, its own included; 0 in the mempool. */
    public int confirmations(int tipHeight) {
        return block.map(at -> tipHeight - at.height() + 1).orElse(0);
    }

    public DepositStatus status(int tipHeight, DepositPolicy policy) {
        int have = confirmations(tipHeight);
        int need = policy.required(this);
        if (spend.isPresent()) {
            return new DepositStatus.Spent(spend.get());
        }
        if (policy.ignores(this)) {
            return new DepositStatus.TooSmall();
        }
        if (have == 0) {
            return new DepositStatus.InMempool();
        }
        if (have >= need) {
            return new DepositStatus.Final();
        }
        return coinbase ? new DepositStatus.Immature(have, need) : new DepositStatus.Confirming(have, need);
    }
}
