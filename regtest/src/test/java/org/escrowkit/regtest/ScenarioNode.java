package org.escrowkit.regtest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.WatchedScript;

/**
 * A node that scenarios are played on: one that is real or one in memory. What they have in common is here: scripts
 * that anybody can spend, coins to pay from, and blocks that hold what they are told to.
 */
abstract class ScenarioNode {
    private static final int COINS = 100;
    private static final Duration BETWEEN_BLOCKS = Duration.ofSeconds(10);
    private static final int OP_EQUAL = 0x87;

    /**
     * By output script: a number, and a script that asks for it. To drop a number would be data, which Knots refuses.
     */
    private final Map<ByteString, List<ByteString>> witnesses = new HashMap<>();

    private final Map<Outpoint, TransactionOutput> outputs = new HashMap<>();
    private final Deque<Outpoint> coins = new ArrayDeque<>();
    private Instant time = Instant.parse("2024-01-01T00:00:00Z");
    private int number;

    /** What a watcher asks. */
    abstract BitcoinNode port();

    /** Offers a transaction to the mempool. */
    abstract void submit(Transaction transaction);

    /** Hands over a block, which becomes the tip if it is the heaviest. */
    abstract Sha256Hash submit(Sha256Hash parent, Instant time, List<Transaction> transactions);

    /** Goes without this block and all above it, to what is the best chain then. */
    abstract void invalidate(Sha256Hash block);

    /** Takes back {@link #invalidate}. */
    abstract void reconsider(Sha256Hash block);

    /** The chain as it is now survives {@link #crash}. */
    abstract void flush();

    /** The node is killed and started again: its mempool is lost, and the blocks since {@link #flush}. */
    abstract void crash();

    /** The blocks that the last crash lost come back. */
    abstract void recover();

    /**
     * Compares what a watcher says with the word of a node that may know it better.
     *
     * @param events since the last audit
     */
    abstract void audit(Ledger ledger, List<WatchedScript> watched, List<DepositEvent> events);

    /** Mines the coins that scenarios spend, on a chain that has only its first block. */
    final void mineCoins() {
        ByteString fund = script();
        Sha256Hash tip = tip();
        for (int height = 1; height <= 2 * COINS; height++) {
            Transaction coinbase = BlockMaker.coinbase(height, ++number, fund, List.of());
            tip = submit(tip, nextTime(), List.of(coinbase));
            if (height <= COINS) {
                coins.add(known(coinbase).outpoint(0));
            }
        }
    }

    final Sha256Hash tip() {
        return port().chainInfo().bestBlock();
    }

    final int height() {
        return port().chainInfo().height();
    }

    /** The time of the next block. */
    final Instant time() {
        return time.plus(BETWEEN_BLOCKS);
    }

    final void pass(Duration duration) {
        time = time.plus(duration);
    }

    private Instant nextTime() {
        time = time();
        return time;
    }

    /** A new output script that anybody can spend. */
    final ByteString script() {
        ByteString secret = new ByteWriter().writeInt32(++number).toByteString();
        ByteString witnessScript =
                new ByteWriter().writeVarBytes(secret).writeByte(OP_EQUAL).toByteString();
        ByteString script = Scripts.p2wsh(witnessScript);
        witnesses.put(script, List.of(secret, witnessScript));
        return script;
    }

    /** A coin of 50 BTC that nothing spends yet. */
    final Outpoint coin() {
        return coins.remove();
    }

    /** Spends coins in equal parts to these scripts, replaceable. */
    final Transaction spending(List<Outpoint> spent, Coin fee, List<ByteString> scripts) {
        List<TransactionInput> inputs = new ArrayList<>();
        Coin value = Coin.ZERO;
        for (Outpoint coin : spent) {
            TransactionOutput output = Objects.requireNonNull(outputs.get(coin));
            value = value.add(output.value());
            inputs.add(TransactionInput.unsigned(coin, TransactionInput.SEQUENCE_REPLACEABLE)
                    .withWitness(Objects.requireNonNull(witnesses.get(output.scriptPubKey()))));
        }
        Coin each = value.subtract(fee).divide(scripts.size());
        List<TransactionOutput> paid = scripts.stream()
                .map(script -> new TransactionOutput(each, script))
                .toList();
        return known(new Transaction(Transaction.VERSION_2, inputs, paid, 0));
    }

    /** Lets go of what nothing will be made of any more: all outputs but these and the coins, and all other scripts. */
    final void forgetAllBut(Set<Outpoint> kept, Collection<ByteString> scripts) {
        outputs.keySet().removeIf(output -> !kept.contains(output) && !coins.contains(output));
        Set<ByteString> known = new HashSet<>(scripts);
        outputs.values().forEach(output -> known.add(output.scriptPubKey()));
        witnesses.keySet().retainAll(known);
    }

    /** Mines a block on any other. */
    final Sha256Hash mineOn(Sha256Hash parent, int height, ByteString reward, List<Transaction> transactions) {
        List<Transaction> all = new ArrayList<>();
        all.add(known(BlockMaker.coinbase(height, ++number, reward, transactions)));
        all.addAll(transactions);
        return submit(parent, nextTime(), all);
    }

    private Transaction known(Transaction transaction) {
        for (int i = 0; i < transaction.outputs().size(); i++) {
            outputs.put(transaction.outpoint(i), transaction.outputs().get(i));
        }
        return transaction;
    }
}
