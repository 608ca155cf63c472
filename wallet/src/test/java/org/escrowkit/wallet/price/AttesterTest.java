package org.escrowkit.wallet.price;

import static org.escrowkit.wallet.price.TestPrices.START;
import static org.escrowkit.wallet.price.TestPrices.agreed;
import static org.escrowkit.wallet.price.TestPrices.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.price.TestPrices.FakeFeed;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttesterTest {
    @TempDir
    Path directory;

    private final ContractSecret key = TestPrices.secret(1);
    private final FakeFeed feed = new FakeFeed("one");
    private final PriceQuorum quorum = PriceQuorum.of(
            List.of(feed),
            new QuorumRules(
                    1,
                    Duration.ofMinutes(1),
                    new BigDecimal("0.01"),
                    Duration.ofSeconds(30),
                    JumpRules.USUAL,
                    PauseRules.USUAL),
            () -> START,
            Optional.empty());

    @AfterEach
    void close() {
        quorum.close();
        key.close();
    }

    private PriceSigner signer() {
        return PriceSigner.open(directory.resolve("market.USD"), "market", key, Optional.empty());
    }

    private PriceBook book(ByteString publicKey) {
        return PriceBook.open(
                directory.resolve("book"), Map.of("market", publicKey), CurrencyUnit.USD, BookRules.USUAL, () -> START);
    }

    @Test
    void signsWhatTheQuorumAgreesOnAndNothingElse() {
        try (PriceSigner signer = signer();
                PriceBook book = book(key.publicKey())) {
            Attester attester = Attester.of(quorum, signer, book);
            assertInstanceOf(QuorumResult.Stale.class, attester.attest());
            assertEquals(Optional.empty(), book.last("market"));
            feed.says("60000", START);
            assertInstanceOf(QuorumResult.Agreed.class, attester.attest());
            assertEquals(Optional.of(new PriceStatement("market", 1, usd("60000.00"), START)), book.last("market"));
            feed.says("40000", START);
            assertInstanceOf(QuorumResult.Halted.class, attester.attest());
            assertEquals(1, book.last("market").orElseThrow().sequence());
        }
    }

    /** It died between the signature and the book. */
    @Test
    void whatWasSignedLastComesFirst() {
        try (PriceSigner signer = signer()) {
            signer.sign(agreed("60000", START));
        }
        try (PriceSigner signer = signer();
                PriceBook book = book(key.publicKey())) {
            Attester attester = Attester.of(quorum, signer, book);
            assertEquals(1, book.last("market").orElseThrow().sequence());
            feed.says("60000", START);
            attester.attest();
            assertEquals(2, book.last("market").orElseThrow().sequence());
            assertEquals(0, book.health().sources().get(0).missing());
        }
    }

    @Test
    void aBookThatDoesNotKnowTheKeyIsRefused() {
        try (PriceSigner signer = signer();
                ContractSecret other = TestPrices.secret(2);
                PriceBook book = book(other.publicKey())) {
            signer.sign(agreed("60000", START));
            assertThrows(IllegalArgumentException.class, () -> Attester.of(quorum, signer, book));
        }
    }
}
