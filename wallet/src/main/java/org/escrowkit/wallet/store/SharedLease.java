package org.escrowkit.wallet.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease by the row that all share. */
final class SharedLease implements Lease {
    private static final long NONE = 0;
    private static final Logger LOG = LoggerFactory.getLogger(SharedLease.class);

    private final String holder;
    private final Duration length;

    /** The one that was last had, maybe not any more. */
    private long epoch = NONE;

    /** @param holder of no other store, dead or alive */
    SharedLease(String holder, Duration length) {
        this.holder = holder;
        this.length = length;
    }

    @Override
    public synchronized Leadership lead(Sessions sessions) {
        long before = epoch;
        epoch = NONE;
        Leadership leadership = sessions.with(tables -> tables.db().noting(() -> {
            LeaseTable table = tables.lease();
            Optional<Long> now =
                    before != NONE && table.renew(before, length) ? Optional.of(before) : table.take(holder, length);
            return now.isPresent() ? new Leadership.Leading(now.get()) : table.holder();
        }));
        if (leadership instanceof Leadership.Leading leading) {
            epoch = leading.epoch();
        }
        return leadership;
    }

    @Override
    public synchronized long hold(LeaseTable table) throws SQLException {
        if (epoch == NONE) {
            Optional<Long> taken = table.take(holder, length);
            if (taken.isPresent()) {
                return taken.get();
            }
            throw new StoreException.NotLeader("another one leads: " + table.holder());
        }
        if (table.renew(epoch, length)) {
            return epoch;
        }
        epoch = NONE;
        throw new StoreException.NotLeader("the lease has ended meanwhile: " + table.holder());
    }

    @Override
    public synchronized void held(long held) {
        epoch = held;
    }

    @Override
    public boolean isHeld(LeaseTable table) throws SQLException {
        return table.holder().leader().equals(holder);
    }

    @Override
    public synchronized void release(Sessions sessions) {
        if (epoch == NONE) {
            return;
        }
        try {
            sessions.with(tables -> tables.db().noting(() -> {
                tables.lease().release(epoch);
                return epoch;
            }));
        } catch (StoreException unreachable) {
            LOG.info("the lease ends by itself: {}", unreachable.getMessage());
        }
        epoch = NONE;
    }
}
