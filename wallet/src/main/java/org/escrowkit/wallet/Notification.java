package org.escrowkit.wallet;

import org.escrowkit.wallet.store.LoanId;

/**
 * What a subscriber is told: at least once, and for each loan in the order in which it happened.
 *
 * @param version of the loan that it belongs to
 * @param place among what belongs to that version, from 0 on
 */
public record Notification(LoanId loan, long version, int place, ServiceEvent event) {
    /** The same whenever it is told: by it a subscriber knows what he has had. */
    public String id() {
        return loan + ":" + version + ":" + place;
    }
}
