package org.escrowkit.core.loan;

import com.google.common.collect.Sets;
import java.util.Set;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/** What a loan's state demands to be done with the collateral, all of it, and who may sign for that. */
public sealed interface SettlementIntent {
    /** The loan is repaid: everything goes back to the borrower. */
    record Release() implements SettlementIntent {
        @Override
        public Set<Role> signers() {
            return Sets.immutableEnumSet(Role.BORROWER, Role.LENDER, Role.ARBITER);
        }

        @Override
        public String toString() {
            return "release";
        }
    }

    /**
     * The lender gets what the debt is worth at this price, rounded up to a satoshi; the borrower gets the surplus.
     *
     * @param price at which the loan became liquidatable; it does not move after that
     */
    record Liquidation(BigMoney debt, Price price) implements SettlementIntent {
        @Override
        public Set<Role> signers() {
            return Sets.immutableEnumSet(Role.LENDER, Role.ARBITER);
        }

        @Override
        public String toString() {
            return "liquidation of " + debt + " at " + price;
        }
    }

    /** Who may sign. Two of them do, and one of the two is the lender. */
    Set<Role> signers();
}
