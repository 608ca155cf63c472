package org.escrowkit.core.loan;

import com.google.common.collect.Sets;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/** What a loan's state demands to be done with its coins, all of them, and who may sign for that. */
public sealed interface SettlementIntent {
    /** The loan is repaid: everything goes back to the borrower. */
    record Release() implements SettlementIntent {
        @Override
        public String toString() {
            return "release";
        }
    }

    /** The loan never began, or coins came after its end: everything goes back to the borrower. */
    record Refund() implements SettlementIntent {
        @Override
        public boolean needsLender() {
            return false;
        }

        @Override
        public String toString() {
            return "refund";
        }
    }

    /**
     * So much excess goes back to the borrower, the rest to the loan's next address. The fee comes out of the
     * borrower's part.
     */
    record PartialRelease(Coin excess) implements SettlementIntent {
        @Override
        public boolean isPartial() {
            return true;
        }

        @Override
        public String toString() {
            return "partial release of " + excess.value + " sat";
        }
    }

    /** Many coins become one at the loan's next address. */
    record Consolidation() implements SettlementIntent {
        @Override
        public boolean isPartial() {
            return true;
        }

        @Override
        public String toString() {
            return "consolidation";
        }
    }

    /**
     * The lender gets what the debt and the penalty are worth at this price, rounded up to a satoshi; the borrower gets
     * the surplus.
     *
     * @param owed without the penalty
     * @param penalty as a share of what is owed
     * @param price at which it was decided; it does not move while signatures are gathered
     */
    record Liquidation(BigMoney owed, BigDecimal penalty, Price price) implements SettlementIntent {
        @Override
        public Optional<Price> decidedAt() {
            return Optional.of(price);
        }

        @Override
        public Liquidation at(Price other) {
            return new Liquidation(owed, penalty, other);
        }

        /** What the lender is to get, rounded up to a satoshi. */
        public Coin due() {
            return MarginMath.seizure(owed, penalty, price);
        }

        @Override
        public Set<Role> signers() {
            return Sets.immutableEnumSet(Role.LENDER, Role.ARBITER);
        }

        @Override
        public String toString() {
            return "liquidation of " + owed + " at " + price;
        }
    }

    /**
     * The lender gets the least satoshis that bring the loan back to a ratio, the rest goes to the loan's next address.
     *
     * @param owed before it
     * @param target the ratio after it
     */
    record PartialLiquidation(BigMoney owed, BigDecimal penalty, Price price, Ltv target) implements SettlementIntent {
        @Override
        public Optional<Price> decidedAt() {
            return Optional.of(price);
        }

        @Override
        public PartialLiquidation at(Price other) {
            return new PartialLiquidation(owed, penalty, other, target);
        }

        @Override
        public Set<Role> signers() {
            return Sets.immutableEnumSet(Role.LENDER, Role.ARBITER);
        }

        @Override
        public boolean isPartial() {
            return true;
        }

        @Override
        public String toString() {
            return "partial liquidation to " + target + " of " + owed + " at " + price;
        }
    }

    /**
     * What the arbiter awarded in a dispute: so much to the lender and to the arbiter, the rest to the borrower, whose
     * part bears the fee as far as it goes.
     */
    record AwardSplit(Coin toLender, Coin toArbiter) implements SettlementIntent {
        public AwardSplit {
            if (toLender.isNegative() || toArbiter.isNegative()) {
                throw new IllegalArgumentException("a part of an award is not below zero");
            }
        }

        /** What does not go to the borrower. */
        public Coin sum() {
            return toLender.add(toArbiter);
        }

        @Override
        public boolean needsLender() {
            return false;
        }

        @Override
        public String toString() {
            return "award of " + toLender.value + " sat to the lender and " + toArbiter.value + " sat to the arbiter";
        }
    }

    /** The price at which a liquidation was decided on; nothing else is decided by one. */
    default Optional<Price> decidedAt() {
        return Optional.empty();
    }

    /** The same, decided at another price. */
    default SettlementIntent at(Price other) {
        return this;
    }

    /** Who may sign. Two of them do. */
    default Set<Role> signers() {
        return Sets.immutableEnumSet(Role.BORROWER, Role.LENDER, Role.ARBITER);
    }

    /** Whether one of the two who sign is the lender. */
    default boolean needsLender() {
        return true;
    }

    /** Whether a part of the coins stays with the loan, at its next address. */
    default boolean isPartial() {
        return false;
    }
}
