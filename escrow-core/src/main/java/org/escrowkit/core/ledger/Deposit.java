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
 * @param block that contains it; empty while none does
 * @param inMempool whether it waits there; where neither a block nor the mempool holds it, it may come back until
 *     something else spends its inputs in a block
 * @param spend that takes it, if one is known
 */
public record Deposit(
        Outpoint outpoint,
        ByteString scriptPubKey,
        Coin value,
        Transaction transaction,
        Optional<BlockRef> block,
        boolean inMempool,
        Optional<Spend> spend) {
    static Deposit of(Transaction transaction, int output, Optional<BlockRef> block) {
        var paid = transaction.outputs().get(output);
        return new Deposit(
                transaction.outpoint(output),
                paid.scriptPubKey(),
                paid.value(),
                transaction,
                block,
                block.isEmpty(),
                Optional.empty());
    }

    Deposit in(BlockRef where) {
        return new Deposit(outpoint, scriptPubKey, value, transaction, Optional.of(where), false, spend);
    }

    Deposit unconfirmed(boolean held) {
        return new Deposit(outpoint, scriptPubKey, value, transaction, Optional.empty(), held, spend);
    }

    Deposit spentBy(Optional<Spend> by) {
        return new Deposit(outpoint, scriptPubKey, value, transaction, block, inMempool, by);
    }

    /** Whether it is freshly mined, and so immature for 100 blocks. */
    public boolean coinbase() {
        return transaction.isCoinbase();
    }

    /** Whether the chain or the mempool holds it. */
    public boolean isThere() {
        return block.isPresent() || inMempool;
    }

    /** Blocks that confirm it, its own included; 0 in the mempool. */
    public int confirmations(int tipHeight) {
        return block.map(at -> tipHeight - at.height() + 1).orElse(0);
    }

    /** How far it has come if it were the only one of its loan; {@link Ledger#status} looks at the others too. */
    public DepositStatus status(int tipHeight, DepositPolicy policy) {
        return status(tipHeight, policy, value);
    }

    /** @param asDeep the value of all deposits of the loan that are at least as deep in the chain, this one included */
    DepositStatus status(int tipHeight, DepositPolicy policy, Coin asDeep) {
        int have = confirmations(tipHeight);
        int need = policy.required(this, asDeep);
        if (!isThere()) {
            return new DepositStatus.Gone();
        }
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
        return coinbase() ? new DepositStatus.Immature(have, need) : new DepositStatus.Confirming(have, need);
    }
}
