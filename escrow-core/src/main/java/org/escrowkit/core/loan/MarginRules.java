package org.escrowkit.core.loan;

import java.math.BigDecimal;
import org.bitcoinj.base.Coin;
import org.joda.money.BigMoney;

/**
 * The loan-to-value ratios at which something happens, as exact decimals: 0.5 is 50 %.
 *
 * @param initial that the collateral must give when the loan starts, and to which a margin call asks to return
 * @param marginCall from which on the borrower is asked for more
 * @param liquidation from which on the lender may be made whole from the collateral
 */
public record MarginRules(BigDecimal initial, BigDecimal marginCall, BigDecimal liquidation) {
    public MarginRules {
        boolean ordered =
                initial.signum() > 0 && initial.compareTo(marginCall) < 0 && marginCall.compareTo(liquidation) < 0;
        if (!ordered) {
            throw new IllegalArgumentException("ratios rise from initial over margin call to liquidation: " + initial
                    + ", " + marginCall + ", " + liquidation);
        }
    }

    /** From decimal text: {@code of("0.5", "0.7", "0.8")}. */
    public static MarginRules of(String initial, String marginCall, String liquidation) {
        return new MarginRules(new BigDecimal(initial), new BigDecimal(marginCall), new BigDecimal(liquidation));
    }

    /** The collateral that a debt needs at this price to stand at the initial ratio; rounded up to a satoshi. */
    public Coin collateralFor(BigMoney debt, Price price) {
        return price.buys(debt, initial);
    }
}
