package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The load that the store is made for, with what it takes on its output. */
@ParameterizedClass
@EnumSource
class StoreLoadTest {
    @Parameter
    TestDatabase database = TestDatabase.SQLITE;

    private static final int BLOCK = 10_000;
    private static final int BLOCKS = 10;

    @TempDir
    Path directory;

    private final RandomSteps random = new RandomSteps(8);

    @Test
    void holdsBlocksOfTenThousandDepositsAndAHundredThousandInAll() throws Exception {
        StorePlace place = database.place(directory, "load");
        List<Deposit> deposits = new ArrayList<>();
        try (EscrowStore store = place.open()) {
            List<NewScript> scripts = IntStream.range(0, BLOCK * BLOCKS)
                    .mapToObj(i -> new NewScript(random.script(), 100, "loan " + i))
                    .toList();
            took("register " + scripts.size() + " scripts", () -> store.register(scripts));
            took("register them again", () -> store.register(scripts));
            BlockRow row = random.next(List.of());
            for (int block = 0; block < BLOCKS; block++) {
                List<Deposit> paid = block(row, scripts.subList(block * BLOCK, (block + 1) * BLOCK));
                deposits.addAll(paid);
                Step step = new Step(
                        block,
                        List.of(new StepPart.Connected(
                                row, paid.stream().map(StoreLoadTest::confirmed).toList())));
                took("commit " + BLOCK + " deposits", () -> store.commit(step));
                row = random.next(List.of(row));
            }
            took(
                    "read 10000 events",
                    () -> assertEquals(BLOCK, store.events(50_000, BLOCK).size()));
        }
        System.out.println(database + ", size: " + place.bytes() / 1_000_000 + " MB");
        took("open, load " + deposits.size() + " deposits into a ledger and stream the scripts", () -> {
            try (EscrowStore store = place.open()) {
                BlockRow cursor = store.head().cursor().orElseThrow();
                List<Deposit> loaded = store.deposits();
                assertEquals(deposits.size(), loaded.size());
                Ledger ledger = Ledger.of(new BlockRef(cursor.height(), cursor.hash()), loaded);
                assertEquals(
                        Optional.of(deposits.get(0)),
                        ledger.deposit(deposits.get(0).outpoint()));
                int[] seen = {0};
                store.scripts(script -> assertEquals(seen[0]++, script.id()));
                assertEquals(deposits.size(), seen[0]);
            }
        });
    }

    /** One transaction that makes a deposit to every script must not be stored ten thousand times. */
    @Test
    void aTransactionOfTenThousandDepositsIsStoredOnce() throws Exception {
        StorePlace place = database.place(directory, "wide");
        BlockRow row = random.next(List.of());
        try (EscrowStore store = place.open()) {
            Transaction wide = transaction(IntStream.range(0, BLOCK)
                    .mapToObj(i -> new TransactionOutput(Coin.valueOf(i), random.script()))
                    .toList());
            List<DepositChange> changes = IntStream.range(0, BLOCK)
                    .mapToObj(i -> confirmed(deposit(wide, i, row)))
                    .toList();
            Step step = new Step(0, List.of(new StepPart.Connected(row, changes)));
            took("commit one transaction of 10000 deposits", () -> store.commit(step));
            took("load them", () -> assertEquals(BLOCK, store.deposits().size()));
            took(
                    "read their events",
                    () -> assertEquals(BLOCK, store.events(0, BLOCK).size()));
        }
        assertTrue(place.bytes() < 30_000_000, "bytes: " + place.bytes());
    }

    private List<Deposit> block(BlockRow row, List<NewScript> scripts) {
        return scripts.stream()
                .map(script ->
                        deposit(transaction(List.of(new TransactionOutput(Coin.COIN, script.scriptPubKey()))), 0, row))
                .toList();
    }

    private Transaction transaction(List<TransactionOutput> outputs) {
        return new Transaction(
                2,
                Stream.of(random.hash(), random.hash())
                        .map(txid -> TransactionInput.unsigned(new Outpoint(txid, 0), 0)
                                .withWitness(List.of(random.bytes(71), random.bytes(33))))
                        .toList(),
                outputs,
                0);
    }

    private static Deposit deposit(Transaction made, int output, BlockRow row) {
        TransactionOutput paid = made.outputs().get(output);
        return new Deposit(
                made.outpoint(output),
                paid.scriptPubKey(),
                paid.value(),
                made,
                Optional.of(new BlockRef(row.height(), row.hash())),
                false,
                Optional.empty());
    }

    private static DepositChange confirmed(Deposit deposit) {
        return new DepositChange.Confirmed(deposit);
    }

    private void took(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(database + ", " + what + ": " + time.toMillis() + " ms");
    }
}
