package org.escrowkit.wallet.store;

/** One connection for all: they wait for each other. */
record OneSession(Tables tables) implements Sessions {
    @Override
    public synchronized <T> T with(Use<T> use) {
        return tables.db().explained(() -> use.run(tables));
    }

    @Override
    public synchronized void close() {
        tables.db().close();
    }
}
