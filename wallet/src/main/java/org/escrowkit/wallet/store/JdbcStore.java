package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.node.BlockRow;

/** The store on one connection, in SQL that every dialect speaks. */
final class JdbcStore implements EscrowStore {
    /** What surrounds the database, and hears of every commit. */
    interface Guard {
        void committed(long revision);

        void close();
    }

    private final Db db;
    private final Sha256Hash genesis;
    private final Guard guard;
    private final BlockTable blocks;
    private final BackfillTable backfills;
    private final ScriptTable scripts;
    private final FundingTable funding;
    private final DepositRows deposits;
    private final EventTable events;
    private final ConsumerTable consumers;

    JdbcStore(Db db, Sha256Hash genesis, Guard guard) {
        this.db = db;
        this.genesis = genesis;
        this.guard = guard;
        blocks = new BlockTable(db);
        backfills = new BackfillTable(db);
        scripts = new ScriptTable(db, backfills);
        funding = new FundingTable(db);
        deposits = new DepositRows(db, funding);
        events = new EventTable(db, funding, genesis);
        consumers = new ConsumerTable(db);
    }

    @Override
    public Sha256Hash genesis() {
        return genesis;
    }

    @Override
    public synchronized Head head() {
        return db.explained(this::readHead);
    }

    private Head readHead() throws SQLException {
        return new Head(revision(), blocks.cursor(), events.lastSequence());
    }

    private long revision() throws SQLException {
        return db.number("SELECT revision FROM store");
    }

    @Override
    public synchronized List<BlockRow> blocks() {
        return db.explained(blocks::all);
    }

    @Override
    public synchronized List<Deposit> deposits() {
        return db.explained(deposits::all);
    }

    @Override
    public synchronized Head commit(Step step) {
        Head head = attempt(step);
        guard.committed(head.revision());
        return head;
    }

    /** Where the database cannot say whether it committed, the revision can. */
    private Head attempt(Step step) {
        try {
            return db.transaction(() -> write(step));
        } catch (StoreException.StaleStep stale) {
            throw stale;
        } catch (StoreException unknown) {
            try {
                Head head = head();
                if (head.revision() == step.revision() + 1) {
                    return head;
                }
            } catch (StoreException again) {
                unknown.addSuppressed(again);
            }
            throw unknown;
        }
    }

    private Head write(Step step) throws SQLException {
        int moved = db.update("UPDATE store SET revision = revision + 1 WHERE revision = ?", step.revision());
        if (moved == 0) {
            long stored = revision();
            throw new StoreException.StaleStep(
                    "step for revision " + step.revision() + " of a store at " + stored, stored);
        }
        boolean wasEmpty = blocks.cursor().isEmpty();
        for (StepPart part : step.parts()) {
            follow(part);
        }
        if (!wasEmpty && blocks.cursor().isEmpty()) {
            throw new IllegalArgumentException("the step takes back all blocks that the store has");
        }
        blocks.forgetOld();
        List<DepositChange> changes =
                step.parts().stream().flatMap(part -> part.changes().stream()).toList();
        funding.put(changes);
        deposits.apply(changes);
        events.append(step.parts());
        return readHead();
    }

    private void follow(StepPart part) throws SQLException {
        if (part instanceof StepPart.Connected connected) {
            blocks.connect(connected.row());
        } else if (part instanceof StepPart.Disconnected disconnected) {
            blocks.disconnect(disconnected.row());
        } else if (part instanceof StepPart.Backfilled backfilled) {
            backfills.passed(backfilled.at().height(), cursorHeight());
        } else if (part instanceof StepPart.BackfillDone) {
            backfills.done(cursorHeight());
        }
    }

    private int cursorHeight() throws SQLException {
        return blocks.cursor()
                .map(BlockRow::height)
                .orElseThrow(() -> new IllegalArgumentException("no backfill before the first block"));
    }

    @Override
    public synchronized List<Integer> register(List<NewScript> fresh) {
        return db.transaction(() -> scripts.register(fresh, blocks.cursor().map(BlockRow::height)));
    }

    @Override
    public synchronized void scripts(Consumer<WatchedScript> consumer) {
        db.explained(() -> {
            scripts.each(consumer);
            return consumer;
        });
    }

    @Override
    public synchronized Optional<WatchedScript> script(ByteString scriptPubKey) {
        return db.explained(() -> scripts.find(scriptPubKey));
    }

    @Override
    public synchronized Optional<Backfill> backfill() {
        return db.explained(backfills::underWay);
    }

    @Override
    public synchronized List<DepositEvent> events(long after, int most) {
        return db.explained(() -> {
            checkKnown(after);
            if (after < events.oldest() - 1) {
                throw new IllegalArgumentException("events after " + after + " are trimmed");
            }
            return events.after(after, most);
        });
    }

    private void checkKnown(long sequence) throws SQLException {
        long last = events.lastSequence();
        if (sequence > last) {
            throw new StoreException.OlderThanKnown(
                    "event " + sequence + " of a store that ends with " + last + ": an older copy was restored");
        }
    }

    @Override
    public synchronized long subscribe(String consumer) {
        return db.transaction(() -> consumers.subscribe(consumer, events.oldest() - 1));
    }

    @Override
    public synchronized void unsubscribe(String consumer) {
        db.transaction(() -> {
            consumers.unsubscribe(consumer);
            return consumer;
        });
    }

    @Override
    public synchronized void acknowledge(String consumer, long sequence) {
        db.transaction(() -> {
            checkKnown(sequence);
            consumers.acknowledge(consumer, sequence);
            return consumer;
        });
    }

    @Override
    public synchronized int trim() {
        return db.transaction(() -> events.deleteTo(consumers.byAll()));
    }

    @Override
    public synchronized void close() {
        try {
            db.close();
        } finally {
            guard.close();
        }
    }
}
