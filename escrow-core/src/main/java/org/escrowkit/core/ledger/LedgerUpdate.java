package org.escrowkit.core.ledger;

import java.util.List;

/** The next ledger, and what became different. */
public record LedgerUpdate(Ledger ledger, List<DepositChange> changes) {
    public LedgerUpdate {
        changes = List.copyOf(changes);
    }
}
