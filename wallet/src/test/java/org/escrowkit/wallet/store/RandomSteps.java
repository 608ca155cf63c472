package org.escrowkit.wallet.store;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.wallet.node.BlockRow;

/** Deposits, changes and steps that a store must take, whether or not a chain would ever give them. */
final class RandomSteps {
    static final Sha256Hash GENESIS = Sha256Hash.of(new byte[] {1});

    private final Random random;
    private final List<Transaction> transactions = new ArrayList<>();

    RandomSteps(long seed) {
        random = new Random(seed);
    }

    /** The next step for a store with these rows: some blocks taken back, some connected, at times the mempool. */
    Step step(long revision, List<BlockRow> rows) {
        List<StepPart> parts = new ArrayList<>();
        List<BlockRow> chain = new ArrayList<>(rows);
        if (chain.size() > 4 && random.nextInt(3) == 0) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                parts.add(new StepPart.Disconnected(chain.remove(chain.size() - 1), changes()));
            }
        }
        for (int i = random.nextInt(4) + (chain.isEmpty() ? 1 : 0); i > 0; i--) {
            chain.add(next(chain));
            parts.add(new StepPart.Connected(chain.get(chain.size() - 1), changes()));
        }
        if (random.nextBoolean()) {
            parts.add(new StepPart.Mempool(changes()));
        }
        return new Step(revision, parts);
    }

    BlockRow next(List<BlockRow> chain) {
        if (chain.isEmpty()) {
            return new BlockRow(100, hash(), hash(), BigInteger.valueOf(1_000));
        }
        BlockRow last = chain.get(chain.size() - 1);
        return new BlockRow(
                last.height() + 1, hash(), last.hash(), last.chainWork().add(new BigInteger(80, random)));
    }

    private List<DepositChange> changes() {
        return IntStream.range(0, random.nextInt(5)).mapToObj(i -> change()).toList();
    }

    DepositChange change() {
        Deposit deposit = deposit();
        return switch (random.nextInt(8)) {
            case 0 -> new DepositChange.Seen(deposit);
            case 1 -> new DepositChange.Replaced(deposit, hash());
            case 2 -> new DepositChange.Evicted(deposit);
            case 3 -> new DepositChange.Confirmed(deposit);
            case 4 -> new DepositChange.ReorgedOut(deposit);
            case 5 -> new DepositChange.DoubleSpent(deposit, hash(), block());
            case 6 -> new DepositChange.SpentBy(deposit, spend());
            default -> new DepositChange.Unspent(deposit);
        };
    }

    Deposit deposit() {
        Transaction made = transaction();
        int output = random.nextInt(made.outputs().size());
        TransactionOutput paid = made.outputs().get(output);
        return new Deposit(
                made.outpoint(output),
                paid.scriptPubKey(),
                paid.value(),
                made,
                maybe(block()),
                random.nextBoolean(),
                maybe(spend()));
    }

    /** An earlier one as often as not: the same outpoints are to come again. */
    private Transaction transaction() {
        if (!transactions.isEmpty() && random.nextBoolean()) {
            return transactions.get(random.nextInt(transactions.size()));
        }
        boolean coinbase = random.nextInt(5) == 0;
        List<TransactionInput> inputs = coinbase
                ? List.of(input(new Outpoint(Sha256Hash.ZERO_HASH, 0xffff_ffffL)))
                : IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(i -> input(new Outpoint(hash(), random.nextInt(9))))
                        .toList();
        List<TransactionOutput> outputs = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> new TransactionOutput(Coin.valueOf(random.nextInt(1_000_000_000)), script()))
                .toList();
        Transaction made = new Transaction(2, inputs, outputs, random.nextInt(1 << 30));
        transactions.add(made);
        if (!coinbase && random.nextInt(4) == 0) {
            transactions.add(made.withWitnesses(
                    inputs.stream().map(input -> List.of(bytes(40))).toList()));
        }
        return made;
    }

    private TransactionInput input(Outpoint coin) {
        List<ByteString> witness = random.nextBoolean() ? List.of(bytes(71), bytes(33)) : List.of();
        return new TransactionInput(coin, bytes(random.nextInt(20)), 0xffff_fffdL, witness);
    }

    private Spend spend() {
        List<ByteString> signers =
                IntStream.range(0, random.nextInt(3)).mapToObj(i -> bytes(33)).toList();
        return new Spend(hash(), maybe(block()), signers);
    }

    private BlockRef block() {
        return new BlockRef(random.nextInt(1_000_000), hash());
    }

    ByteString script() {
        return bytes(34);
    }

    ByteString bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    Sha256Hash hash() {
        return Sha256Hash.wrap(bytes(32).toByteArray());
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }
}
