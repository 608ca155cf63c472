package org.escrowkit.wallet;

import java.util.Map;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.watch.WatcherHealth;

/**
 * How a service is.
 *
 * @param watcher how its watcher is
 * @param leading whether it is the one that drives the loans; the others take commands
 * @param loans as far as it drives them
 */
public record ServiceHealth(WatcherHealth watcher, boolean leading, Loans loans) {
    /**
     * How its loans are.
     *
     * @param live that have not ended
     * @param troubles of settlements that the node does not take, in words
     */
    public record Loans(int live, Map<LoanId, String> troubles) {
        static final Loans NONE = new Loans(0, Map.of());

        public Loans {
            troubles = Map.copyOf(troubles);
        }
    }

    /** Whether nothing takes a person's attention. */
    public boolean isGood() {
        return watcher.alarms().isEmpty() && loans.troubles().isEmpty();
    }
}
