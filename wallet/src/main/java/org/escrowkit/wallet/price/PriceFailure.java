package org.escrowkit.wallet.price;

/** On the way from where an answer is found wanting to the feed that says so. */
final class PriceFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final PriceFault fault;

    PriceFailure(PriceFault fault, String words) {
        super(words);
        this.fault = fault;
    }

    PriceFailure(PriceFault fault, String words, Throwable cause) {
        super(words, cause);
        this.fault = fault;
    }

    PriceFault fault() {
        return fault;
    }

    PriceAnswer.Failed answer() {
        return new PriceAnswer.Failed(fault, String.valueOf(getMessage()));
    }
}
