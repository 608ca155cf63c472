package org.escrowkit.wallet.store;

import java.io.IOException;

/** What stores say that {@link MemoryStore} never does, for tests of those who must hear it. */
public final class StoreTroubles {
    private StoreTroubles() {}

    public static StoreException diskFull() {
        return new StoreException.DiskFull("full, as the test wants it", new IOException());
    }

    public static StoreException corrupt() {
        return new StoreException.Corrupt("rubbish, as the test wants it", new IOException());
    }
}
