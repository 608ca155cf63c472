package org.escrowkit.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Hit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.LedgerUpdate;
import org.jspecify.annotations.NullMarked;

/** A best chain that grows and shrinks in memory, and the ledger that follows it. */
@NullMarked
public final class TestChain {
    public static final BlockRef START = new BlockRef(100, hash("start"));

    private static final long COINBASE_INDEX = 0xffff_ffffL;

    private final List<Block> blocks = new ArrayList<>();
    private final Set<ByteString> watched = new HashSet<>();
    private Ledger ledger = Ledger.startingAt(START);
    private List<DepositChange> changes = List.of();
    private int mined;

    public static TestChain watching(ByteString... scripts) {
        TestChain chain = new TestChain();
        chain.watched.addAll(Arrays.asList(scripts));
        return chain;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** What the last step changed. */
    public List<DepositChange> changes() {
        return changes;
    }

    /** The blocks above {@link #START}. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** A block of these transactions on top, unlike every block before it. */
    public TestChain mine(Transaction... transactions) {
        return connect(block(ledger.tip().hash(), "block " + mined++, transactions));
    }

    public TestChain mineEmpty(int count) {
        for (int i = 0; i < count; i++) {
            mine();
        }
        return this;
    }

    public TestChain connect(Block block) {
        blocks.add(block);
        BlockRef at = new BlockRef(ledger.tip().height() + 1, block.hash());
        return take(ledger.connect(at, block.previous(), hits(block.transactions())));
    }

    /** Takes the tip back. */
    public TestChain disconnect() {
        Block gone = blocks.remove(blocks.size() - 1);
        return take(ledger.disconnect(new BlockRef(ledger.tip().height() - 1, gone.previous())));
    }

    /** A look at a mempool that holds exactly these. */
    public TestChain mempool(Transaction... transactions) {
        return take(ledger.mempool(hits(Arrays.asList(transactions))));
    }

    /** Of all transactions: those that concern nothing do no harm. */
    private List<Hit> hits(List<Transaction> transactions) {
        return transactions.stream()
                .map(transaction -> Hit.of(transaction, watched::contains))
                .toList();
    }

    private TestChain take(LedgerUpdate update) {
        ledger = update.ledger();
        changes = update.changes();
        return this;
    }

    public static Block block(Sha256Hash previous, String salt, Transaction... transactions) {
        Sha256Hash hash = hash(previous + salt);
        return new Block(
                new BlockHeader(hash, 2, previous, Sha256Hash.ZERO_HASH, 0, 0, 0), Arrays.asList(transactions));
    }

    /** A transaction from nowhere in particular that pays these amounts to a script; the salt makes it another one. */
    public static Transaction paying(int salt, ByteString script, Coin... values) {
        return transaction(List.of(new Outpoint(hash("funds " + salt), 0)), script, values);
    }

    public static Transaction coinbase(int salt, ByteString script, Coin value) {
        ByteString height = ByteString.of(hash("coinbase " + salt).getBytes());
        var input = new TransactionInput(
                new Outpoint(Sha256Hash.ZERO_HASH, COINBASE_INDEX), height, 0xffff_ffffL, List.of());
        return new Transaction(2, List.of(input), List.of(new TransactionOutput(value, script)), 0);
    }

    /** A transaction that spends these outpoints and pays a stranger; the salt makes it another one. */
    public static Transaction spending(int salt, Outpoint... outpoints) {
        ByteString stranger = ByteString.of(hash("stranger " + salt).getBytes());
        return transaction(Arrays.asList(outpoints), stranger, Coin.SATOSHI);
    }

    /** A transaction that spends one outpoint and pays a script. */
    public static Transaction moving(Outpoint from, ByteString script, Coin value) {
        return transaction(List.of(from), script, value);
    }

    private static Transaction transaction(List<Outpoint> spent, ByteString script, Coin... values) {
        List<TransactionInput> inputs = spent.stream()
                .map(outpoint -> TransactionInput.unsigned(outpoint, TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        List<TransactionOutput> outputs = Arrays.stream(values)
                .map(value -> new TransactionOutput(value, script))
                .toList();
        return new Transaction(2, inputs, outputs, 0);
    }

    /** A hash that a text decides. */
    public static Sha256Hash hash(String text) {
        return Sha256Hash.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
