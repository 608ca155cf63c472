package org.escrowkit.wallet.store;

import java.nio.file.Path;

/** The databases that a store can be in; what is true of one is true of the other. */
public enum TestDatabase {
    SQLITE {
        @Override
        public StorePlace place(Path directory, String name) {
            return StorePlace.of(directory.resolve(name + ".db"));
        }
    },
    POSTGRES {
        @Override
        public StorePlace place(Path directory, String name) {
            return new StorePlace(PostgresServer.url(PostgresServer.name(directory + "/" + name)));
        }
    };

    /** The same for the same directory and name, and another for any other. */
    public abstract StorePlace place(Path directory, String name);
}
