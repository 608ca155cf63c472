package org.escrowkit.core.loan;

import org.escrowkit.core.ledger.Collateral;

/** What the two ends of a loan have in common. */
final class Settled {
    private Settled() {}

    /** A coin that reaches the address of a loan that is over is nobody's collateral: a person must look. */
    static Transition late(LoanState end, Collateral seen) {
        return seen.value().isPositive()
                ? Transition.to(
                        end,
                        new LoanAction.RaiseAlarm(
                                seen.value().toFriendlyString() + " came to the address of a loan that is over"))
                : Transition.to(end);
    }

    /** The chain took the settlement back: it is sent again. */
    static Transition reopen(Settling settled) {
        return Transition.to(
                settled,
                new LoanAction.RaiseAlarm("the settlement is no longer as deep in the chain as agreed"),
                new LoanAction.Broadcast(settled.txid()));
    }
}
