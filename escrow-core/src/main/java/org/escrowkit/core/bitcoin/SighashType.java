package org.escrowkit.core.bitcoin;

import java.util.Optional;

/**
 * What a signature commits to: the byte behind it (BIP143). This library signs {@link #ALL} and accepts no other in its
 * own spends; the rest serves to check the signatures of others.
 */
public enum SighashType {
    /** All inputs and all outputs. */
    ALL(0x01),
    /** All inputs, no output. */
    NONE(0x02),
    /** All inputs, and the output at the place of the signed one. */
    SINGLE(0x03),
    /** The signed input and all outputs. */
    ALL_ANYONECANPAY(0x81),
    /** The signed input, no output. */
    NONE_ANYONECANPAY(0x82),
    /** The signed input, and the output at its place. */
    SINGLE_ANYONECANPAY(0x83);

    private final int value;

    SighashType(int value) {
        this.value = value;
    }

    /** The type of this byte; empty for the others, which consensus hashes in some way and no node relays. */
    public static Optional<SighashType> of(int value) {
        for (SighashType type : values()) {
            if (type.value == value) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    public int value() {
        return value;
    }

    boolean anyoneCanPay() {
        return this == ALL_ANYONECANPAY || this == NONE_ANYONECANPAY || this == SINGLE_ANYONECANPAY;
    }

    boolean allOutputs() {
        return this == ALL || this == ALL_ANYONECANPAY;
    }

    boolean oneOutput() {
        return this == SINGLE || this == SINGLE_ANYONECANPAY;
    }
}
