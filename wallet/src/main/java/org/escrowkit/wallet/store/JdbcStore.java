package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.node.BlockRow;

/** The store in SQL that every dialect speaks. */
final class JdbcStore implements EscrowStore {
    /** What surrounds the database, and hears of every commit. */
    interface Guard {
        /** Nothing. */
        Guard NONE = new Guard() {
            @Override
            public void committed(long revision) {}

            @Override
            public void close() {}
        };

        void committed(long revision);

        void close();
    }

    private final Sessions sessions;
    private final Sha256Hash genesis;
    private final Guard guard;
    private final Lease lease;

    private final List<Consumer<LoanStep>> listeners = new CopyOnWriteArrayList<>();

    /** The highest revision that this process has seen. */
    private final AtomicLong seen = new AtomicLong();

    JdbcStore(Sessions sessions, Sha256Hash genesis, Guard guard, Lease lease) {
        this.sessions = sessions;
        this.genesis = genesis;
        this.guard = guard;
        this.lease = lease;
    }

    @Override
    public Sha256Hash genesis() {
        return genesis;
    }

    @Override
    public Head head() {
        return checked(reading(JdbcStore::head));
    }

    private static Head head(Tables tables) throws SQLException {
        return new Head(
                revision(tables), tables.blocks().cursor(), tables.events().lastSequence());
    }

    private static long revision(Tables tables) throws SQLException {
        return tables.db().number("SELECT revision FROM store");
    }

    /** A database that is shared can be restored while this process lives on. */
    private Head checked(Head head) {
        long known = seen.getAndAccumulate(head.revision(), Math::max);
        if (known > head.revision()) {
            throw new StoreException.OlderThanKnown("store at revision " + head.revision() + ", which was at " + known
                    + " before: an older copy was restored");
        }
        return head;
    }

    @Override
    public LoanStore loans() {
        return new JdbcLoans(sessions, lease, listeners);
    }

    @Override
    public Leadership lead() {
        return lease.lead(sessions);
    }

    @Override
    public void resign() {
        lease.release(sessions);
    }

    @Override
    public List<BlockRow> blocks() {
        return reading(tables -> tables.blocks().all());
    }

    @Override
    public List<Deposit> deposits() {
        return reading(tables -> tables.deposits().all());
    }

    @Override
    public Head commit(Step step) {
        Head head = checked(attempt(step));
        guard.committed(head.revision());
        return head;
    }

    /** Where the database cannot say whether it committed, the revision can. */
    private Head attempt(Step step) {
        try {
            long[] epoch = {0};
            Head head = writing(tables -> {
                epoch[0] = lease.hold(tables.lease());
                return write(tables, step);
            });
            lease.held(epoch[0]);
            return head;
        } catch (StoreException.StaleStep
                | StoreException.NotLeader
                | StoreException.MoreScripts
                | StoreException.Locked nothing) {
            throw nothing;
        } catch (StoreException unknown) {
            try {
                // Behind the lock, as that transaction may still be about to end.
                Optional<Head> head =
                        writing(tables -> lease.isHeld(tables.lease()) ? Optional.of(head(tables)) : Optional.empty());
                if (head.isPresent() && head.get().revision() == step.revision() + 1) {
                    return head.get();
                }
            } catch (StoreException again) {
                unknown.addSuppressed(again);
            }
            throw unknown;
        }
    }

    private static Head write(Tables tables, Step step) throws SQLException {
        int moved = tables.db().update("UPDATE store SET revision = revision + 1 WHERE revision = ?", step.revision());
        if (moved == 0) {
            long stored = revision(tables);
            throw new StoreException.StaleStep(
                    "step for revision " + step.revision() + " of a store at " + stored, stored);
        }
        int scripts = tables.scripts().count();
        if (scripts > step.scripts()) {
            throw new StoreException.MoreScripts("step for " + step.scripts() + " scripts of " + scripts);
        }
        boolean wasEmpty = tables.blocks().cursor().isEmpty();
        for (StepPart part : step.parts()) {
            follow(tables, part);
        }
        if (!wasEmpty && tables.blocks().cursor().isEmpty()) {
            throw new IllegalArgumentException("the step takes back all blocks that the store has");
        }
        tables.blocks().forgetOld();
        List<DepositChange> changes =
                step.parts().stream().flatMap(part -> part.changes().stream()).toList();
        tables.funding().put(changes);
        tables.deposits().apply(changes);
        tables.events().append(step.parts());
        return head(tables);
    }

    private static void follow(Tables tables, StepPart part) throws SQLException {
        if (part instanceof StepPart.Connected connected) {
            tables.blocks().connect(connected.row());
        } else if (part instanceof StepPart.Disconnected disconnected) {
            tables.blocks().disconnect(disconnected.row());
        } else if (part instanceof StepPart.Backfilled backfilled) {
            tables.backfills().passed(backfilled.at().height(), cursorHeight(tables));
        } else if (part instanceof StepPart.BackfillDone) {
            tables.backfills().done(cursorHeight(tables));
        }
    }

    private static int cursorHeight(Tables tables) throws SQLException {
        return tables.blocks()
                .cursor()
                .map(BlockRow::height)
                .orElseThrow(() -> new IllegalArgumentException("no backfill before the first block"));
    }

    @Override
    public List<Integer> register(List<NewScript> fresh) {
        return writing(tables ->
                tables.scripts().register(fresh, tables.blocks().cursor().map(BlockRow::height)));
    }

    @Override
    public void scripts(int from, Consumer<WatchedScript> consumer) {
        sessions.with(tables -> {
            tables.scripts().each(from, consumer);
            return from;
        });
    }

    @Override
    public Optional<WatchedScript> script(ByteString scriptPubKey) {
        return sessions.with(tables -> tables.scripts().find(scriptPubKey));
    }

    @Override
    public Optional<Backfill> backfill() {
        return sessions.with(tables -> tables.backfills().underWay());
    }

    @Override
    public List<DepositEvent> events(long after, int most) {
        return reading(tables -> {
            checkKnown(tables, after);
            if (after < tables.events().oldest() - 1) {
                throw new IllegalArgumentException("events after " + after + " are trimmed");
            }
            return tables.events().after(after, most);
        });
    }

    private static void checkKnown(Tables tables, long sequence) throws SQLException {
        long last = tables.events().lastSequence();
        if (sequence > last) {
            throw new StoreException.OlderThanKnown(
                    "event " + sequence + " of a store that ends with " + last + ": an older copy was restored");
        }
    }

    /** Behind the lock, so that nobody trims where a new one starts. */
    @Override
    public List<Long> subscribe(List<String> names) {
        Optional<List<Long>> known = sessions.with(tables -> tables.consumers().acknowledged(names));
        return known.orElseGet(() -> writing(
                tables -> tables.consumers().subscribe(names, tables.events().oldest() - 1)));
    }

    @Override
    public void unsubscribe(String consumer) {
        noting(tables -> {
            tables.consumers().unsubscribe(consumer);
            return consumer;
        });
    }

    @Override
    public void acknowledge(String consumer, long sequence) {
        noting(tables -> {
            checkKnown(tables, sequence);
            tables.consumers().acknowledge(consumer, sequence);
            return consumer;
        });
    }

    @Override
    public int trim() {
        return writing(tables -> tables.events().deleteTo(tables.consumers().byAll()));
    }

    @Override
    public void close() {
        lease.release(sessions);
        try {
            sessions.close();
        } finally {
            guard.close();
        }
    }

    private <T> T reading(Sessions.Use<T> use) {
        return sessions.with(tables -> tables.db().reading(() -> use.run(tables)));
    }

    private <T> T writing(Sessions.Use<T> use) {
        return sessions.with(tables -> tables.db().writing(() -> use.run(tables)));
    }

    private <T> T noting(Sessions.Use<T> use) {
        return sessions.with(tables -> tables.db().noting(() -> use.run(tables)));
    }
}
