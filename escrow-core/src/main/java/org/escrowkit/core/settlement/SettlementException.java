package org.escrowkit.core.settlement;

/** A settlement that no standard transaction can express, such as one whose fee takes all; the message says why. */
public final class SettlementException extends RuntimeException {
    SettlementException(String reason) {
        super(reason);
    }
}
