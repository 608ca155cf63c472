package org.escrowkit.wallet.watch;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Transaction;

/** Counts what there is to a block of a schedule. */
final class BlockNotes {
    private BlockNotes() {}

    static void count(Tally tally, List<Transaction> block, Set<Sha256Hash> known, List<Transaction> mempool) {
        Set<Sha256Hash> txids = block.stream().map(Transaction::txid).collect(Collectors.toSet());
        tally.count(Happening.BLOCK);
        for (Transaction transaction : block) {
            long deposits = transaction.outputs().stream()
                    .filter(output -> Payments.SCRIPTS.contains(output.scriptPubKey()))
                    .count();
            count(tally, Happening.COINBASE_DEPOSIT, transaction.isCoinbase() && deposits > 0);
            count(tally, Happening.SEVERAL_DEPOSITS, deposits > 1);
            count(tally, Happening.DUST, transaction.outputs().stream().anyMatch(Payments::isDust));
            count(tally, Happening.MINED_AGAIN, known.contains(transaction.txid()) && !mempool.contains(transaction));
            count(
                    tally,
                    Happening.SPENT_IN_SAME_BLOCK,
                    transaction.inputs().stream()
                            .anyMatch(input -> txids.contains(input.outpoint().txid())));
            count(
                    tally,
                    Happening.CONFLICT_MINED,
                    mempool.stream().anyMatch(waiting -> SimulatedChain.conflict(waiting, transaction)));
        }
    }

    private static void count(Tally tally, Happening happening, boolean happened) {
        if (happened) {
            tally.count(happening);
        }
    }
}
