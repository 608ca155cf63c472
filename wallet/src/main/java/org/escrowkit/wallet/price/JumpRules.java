package org.escrowkit.wallet.price;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The circuit breaker: an agreed price that differs by more than a share from one agreed on within some time before is
 * not given out. It closes when the price is back, when the quorum has confirmed the new level for some time, or when a
 * person confirms it.
 *
 * @param share above zero: 0.1 is 10 %
 * @param within above zero
 * @param confirm above zero; without a break longer than the quorum's {@code maxAge}
 */
public record JumpRules(BigDecimal share, Duration within, Duration confirm) {
    /** 10 % within ten minutes, confirmed for five. */
    public static final JumpRules USUAL =
            new JumpRules(new BigDecimal("0.1"), Duration.ofMinutes(10), Duration.ofMinutes(5));

    public JumpRules {
        if (share.signum() <= 0 || !QuorumRules.isPositive(within) || !QuorumRules.isPositive(confirm)) {
            throw new IllegalArgumentException(
                    "a jump is a share above zero within some time: " + share + ", " + within + ", " + confirm);
        }
    }
}
