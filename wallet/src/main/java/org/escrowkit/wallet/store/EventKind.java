package org.escrowkit.wallet.store;

import java.util.Map;
import java.util.Objects;
import org.escrowkit.core.ledger.DepositChange;

/**
 * What happened to a deposit, as {@link org.escrowkit.core.ledger.DepositChange} tells it: names never to be changed.
 */
public enum EventKind {
    SEEN,
    REPLACED,
    EVICTED,
    CONFIRMED,
    REORGED_OUT,
    DOUBLE_SPENT,
    SPENT,
    UNSPENT;

    private static final Map<Class<?>, EventKind> BY_TYPE = Map.of(
            DepositChange.Seen.class, SEEN,
            DepositChange.Replaced.class, REPLACED,
            DepositChange.Evicted.class, EVICTED,
            DepositChange.Confirmed.class, CONFIRMED,
            DepositChange.ReorgedOut.class, REORGED_OUT,
            DepositChange.DoubleSpent.class, DOUBLE_SPENT,
            DepositChange.SpentBy.class, SPENT,
            DepositChange.Unspent.class, UNSPENT);

    static EventKind of(DepositChange change) {
        return Objects.requireNonNull(BY_TYPE.get(change.getClass()), "no name for " + change.getClass());
    }
}
