package org.escrowkit.wallet.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Spend;

/**
 * What a chain says of some scripts, found out by reading it from its first block: slow, simple, and without any code
 * of those that it judges.
 */
final class ChainOracle {
    /** Where a coin was made and, if it was, spent. */
    record Coin(BlockRef block, Optional<Sha256Hash> spender, Optional<BlockRef> spentIn) {
        /** The same of a confirmed deposit, without what the mempool says of it. */
        static Coin of(Deposit deposit) {
            Optional<Spend> spend = deposit.spend().filter(by -> by.block().isPresent());
            return new Coin(deposit.block().orElseThrow(), spend.map(Spend::txid), spend.flatMap(Spend::block));
        }
    }

    /** Coins that a watcher must know. */
    private final Map<Outpoint, Coin> due = new HashMap<>();

    /** And those that it may know. */
    private final Map<Outpoint, Coin> all = new HashMap<>();

    /**
     * @param chain the transactions of each block, in the order of the chain
     * @param watched the scripts that a watcher may know of
     * @param counts whether it must know of what this block pays to this one
     */
    ChainOracle(
            Map<BlockRef, List<Transaction>> chain, Set<ByteString> watched, BiPredicate<BlockRef, ByteString> counts) {
        chain.forEach((block, transactions) -> transactions.forEach(transaction -> {
            spend(transaction, block);
            pay(transaction, block, watched, counts);
        }));
    }

    private void spend(Transaction transaction, BlockRef block) {
        for (TransactionInput input : transaction.inputs()) {
            for (Map<Outpoint, Coin> coins : List.of(due, all)) {
                coins.computeIfPresent(
                        input.outpoint(),
                        (outpoint, coin) ->
                                new Coin(coin.block(), Optional.of(transaction.txid()), Optional.of(block)));
            }
        }
    }

    private void pay(
            Transaction transaction,
            BlockRef block,
            Set<ByteString> watched,
            BiPredicate<BlockRef, ByteString> counts) {
        for (int output = 0; output < transaction.outputs().size(); output++) {
            ByteString script = transaction.outputs().get(output).scriptPubKey();
            Coin coin = new Coin(block, Optional.empty(), Optional.empty());
            if (watched.contains(script)) {
                all.put(transaction.outpoint(output), coin);
                if (counts.test(block, script)) {
                    due.put(transaction.outpoint(output), coin);
                }
            }
        }
    }

    Map<Outpoint, Coin> due() {
        return due;
    }

    Map<Outpoint, Coin> all() {
        return all;
    }
}
