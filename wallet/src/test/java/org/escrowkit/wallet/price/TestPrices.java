package org.escrowkit.wallet.price;

import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.joda.money.CurrencyUnit;

/** Prices in dollars, and a source that says what a test wants. */
final class TestPrices {
    /** When all tests begin. */
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private TestPrices() {}

    static Price usd(String amount) {
        return Price.parse("USD " + amount);
    }

    static Quote quote(String amount, Instant at) {
        return new Quote(usd(amount), at);
    }

    static QuorumResult.Agreed agreed(String amount, Instant at) {
        return new QuorumResult.Agreed(at, usd(amount), at, List.of("a", "b"), List.of());
    }

    /** A key that a number decides. */
    static ContractSecret secret(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        try (MasterKey master = MasterKey.ofSeed(seed)) {
            return master.contractKey(BitcoinNetwork.REGTEST, 0);
        }
    }

    /** A source in memory. */
    static final class FakeFeed implements PriceFeed {
        private final String name;
        volatile PriceAnswer next = new PriceAnswer.Failed(PriceFault.UNREACHABLE, "not yet");
        volatile int asked;

        FakeFeed(String name) {
            this.name = name;
        }

        void says(String amount, Instant at) {
            next = new PriceAnswer.Priced(quote(amount, at));
        }

        void fails() {
            next = new PriceAnswer.Failed(PriceFault.TOO_SLOW, "silence");
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CurrencyUnit currency() {
            return CurrencyUnit.USD;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // One round at a time asks.
        public PriceAnswer ask() {
            asked++;
            return next;
        }
    }
}
