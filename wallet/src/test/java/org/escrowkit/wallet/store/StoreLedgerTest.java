package org.escrowkit.wallet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
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
import org.escrowkit.wallet.node.BlockRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the chain does, the ledger made of what is stored is the ledger that the changes were made by. */
@ParameterizedClass
@EnumSource
class StoreLedgerTest {
    @Parameter
    TestDatabase database = TestDatabase.SQLITE;

    private static final int SEEDS = 15;
    private static final int STEPS = 30;
    private static final ByteString ESCROW = ByteString.ofHex("0020" + "e5".repeat(32));

    @TempDir
    Path directory;

    private final Set<Class<?>> kinds = new HashSet<>();
    private boolean dust;

    /** W3, W6; W17: dust is among the deposits, and so are payments and spends after others were spent. */
    @Test
    void w17TheStoredDepositsMakeTheSameLedger() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
        assertEquals(DepositChange.class.getPermittedSubclasses().length, kinds.size(), kinds::toString);
        assertEquals(true, dust);
    }

    private void run(long seed) {
        Random random = new Random(seed);
        RandomSteps rows = new RandomSteps(seed);
        List<Transaction> pool = pool(random);
        List<BlockRow> chain = new ArrayList<>(List.of(rows.next(List.of())));
        Ledger ledger = Ledger.startingAt(ref(chain.get(0)));
        try (EscrowStore store = database.place(directory, "ledger " + seed).open()) {
            store.commit(new Step(0, List.of(new StepPart.Connected(chain.get(0), List.of()))));
            for (int i = 0; i < STEPS; i++) {
                List<StepPart> parts = new ArrayList<>();
                for (int back = random.nextInt(3); back > 0 && chain.size() > 1; back--) {
                    BlockRow gone = chain.remove(chain.size() - 1);
                    LedgerUpdate update = ledger.disconnect(ref(chain.get(chain.size() - 1)));
                    ledger = noted(update);
                    parts.add(new StepPart.Disconnected(gone, update.changes()));
                }
                for (int on = random.nextInt(4); on > 0; on--) {
                    BlockRow row = rows.next(chain);
                    LedgerUpdate update = ledger.connect(ref(row), row.previous(), some(pool, random));
                    ledger = noted(update);
                    chain.add(row);
                    parts.add(new StepPart.Connected(row, update.changes()));
                }
                LedgerUpdate update = ledger.mempool(some(pool, random));
                ledger = noted(update);
                parts.add(new StepPart.Mempool(update.changes()));
                store.commit(new Step(store.head().revision(), parts));
                assertEquals(ledger, Ledger.of(ledger.tip(), store.deposits()), "seed " + seed + ", step " + i);
            }
        }
    }

    private Ledger noted(LedgerUpdate update) {
        for (DepositChange change : update.changes()) {
            kinds.add(change.getClass());
            dust |= change.deposit().value().equals(Coin.SATOSHI);
        }
        return update.ledger();
    }

    /** Coinbases, payments of which some spend the same coin, and what spends those. */
    private static List<Transaction> pool(Random random) {
        List<Transaction> pool = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Outpoint coin;
            if (i % 6 == 0) {
                coin = new Outpoint(Sha256Hash.ZERO_HASH, 0xffff_ffffL);
            } else if (i % 2 == 0) {
                coin = pool.get(random.nextInt(pool.size())).outpoint(0);
            } else {
                coin = new Outpoint(Sha256Hash.of(new byte[] {(byte) random.nextInt(6)}), 0);
            }
            Coin value = i % 5 == 0 ? Coin.SATOSHI : Coin.valueOf(1_000 + i);
            pool.add(new Transaction(
                    2,
                    List.of(new TransactionInput(coin, ByteString.of((byte) i), 0xffff_fffdL, List.of())),
                    List.of(new TransactionOutput(value, ESCROW), new TransactionOutput(value, ESCROW)),
                    i));
        }
        return pool;
    }

    private static List<Hit> some(List<Transaction> pool, Random random) {
        List<Transaction> shuffled = new ArrayList<>(pool);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, random.nextInt(6)).stream()
                .map(transaction -> Hit.of(transaction, ESCROW::equals))
                .toList();
    }

    private static BlockRef ref(BlockRow row) {
        return new BlockRef(row.height(), row.hash());
    }
}
