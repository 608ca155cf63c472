package org.escrowkit.core.policy;

import java.time.Duration;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;

/**
 * What a signer allows himself, whatever the loans demand: a stolen coordinator, or a bug of ours, then takes so much
 * and no more before a person looks.
 *
 * @param most satoshis that his signatures let leave the loans within the window, fees included
 * @param fees at most within the window, those of replaced attempts too
 * @param window that is looked back over
 * @param coolingOff how long a settlement must be demanded before it is signed
 */
public record SigningLimits(Coin most, Coin fees, Duration window, Duration coolingOff) {
    /** No limit but the supply. */
    public static final SigningLimits NONE =
            new SigningLimits(BitcoinNetwork.MAX_MONEY, BitcoinNetwork.MAX_MONEY, Duration.ZERO, Duration.ZERO);

    public SigningLimits {
        if (most.isNegative() || fees.isNegative() || window.isNegative() || coolingOff.isNegative()) {
            throw new IllegalArgumentException("a limit is not below zero");
        }
    }
}
