package org.escrowkit.core.loan;

/** The price that an intent was decided at. */
final class Prices {
    private Prices() {}

    static Price of(SettlementIntent intent) {
        if (intent instanceof SettlementIntent.Liquidation liquidation) {
            return liquidation.price();
        }
        if (intent instanceof SettlementIntent.PartialLiquidation partial) {
            return partial.price();
        }
        throw new IllegalArgumentException("a " + intent + " has no price");
    }
}
