package org.escrowkit.wallet.store;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * A script to watch.
 *
 * @param birth the lowest height at which it can have been paid
 * @param label whatever the application finds it by again
 */
public record NewScript(ByteString scriptPubKey, int birth, String label) {
    public NewScript {
        if (birth < 0) {
            throw new IllegalArgumentException("birth below the first block: " + birth);
        }
        if (label.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a label with a null character, which not every database can hold");
        }
    }
}
