package org.escrowkit.wallet.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** And those that it may know, paid below the birth of their script. */
    private final Map<Outpoint, Coin> all = new HashMap<>();

    /**
     * @param chain the transactions of each block, in the order of the chain
     * @param births the scripts, with the lowest height at which each counts
     */
    ChainOracle(Map<BlockRef, List<Transaction>> chain, Map<ByteString, Integer> births) {
        chain.forEach((block, transactions) -> transactions.forEach(transaction -> {
            spend(transaction, block);
            pay(transaction, block, births);
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

    private void pay(Transaction transaction, BlockRef block, Map<ByteString, Integer> births) {
        for (int output = 0; output < transaction.outputs().size(); output++) {
            Integer birth = births.get(transaction.outputs().get(output).scriptPubKey());
            Coin coin = new Coin(block, Optional.empty(), Optional.empty());
            if (birth != null) {
                all.put(transaction.outpoint(output), coin);
                if (birth <= block.height()) {
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
