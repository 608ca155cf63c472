package org.escrowkit.wallet.store;

import java.time.Instant;

/** Whether a store is the one that may commit, of those that share a database. */
public sealed interface Leadership {
    /**
     * It may, until its lease ends or is renewed.
     *
     * @param epoch above that of every leader before; 0 where nothing is shared
     */
    record Leading(long epoch) implements Leadership {}

    /**
     * Another one may.
     *
     * @param leader the name that it was opened with
     * @param until the end of its lease by the database's clock, unless it renews it
     */
    record StandingBy(String leader, Instant until) implements Leadership {}
}
