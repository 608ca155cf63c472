package org.escrowkit.wallet.invoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.Addresses;
import org.junit.jupiter.api.Test;

class PaymentRequestTest {
    /** BIP173's example of a P2WSH address. */
    private static final String P2WSH = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3";

    private static final Address ADDRESS = Addresses.parse(P2WSH, BitcoinNetwork.MAINNET);

    @Test
    void anAddressAloneIsAUri() {
        assertEquals("bitcoin:" + P2WSH, PaymentRequest.to(ADDRESS).uri());
    }

    @Test
    void amountsAreInBitcoinToTheSatoshi() {
        assertEquals(
                "bitcoin:" + P2WSH + "?amount=0.00000001",
                PaymentRequest.to(ADDRESS).withAmount(Coin.SATOSHI).uri());
        assertEquals(
                "bitcoin:" + P2WSH + "?amount=2",
                PaymentRequest.to(ADDRESS).withAmount(Coin.valueOf(2, 0)).uri());
    }

    @Test
    void whatIsWrittenReadsAsItself() {
        PaymentRequest request = PaymentRequest.to(ADDRESS)
                .withAmount(Coin.parseCoin("0.123"))
                .withLabel("Loan 7: 50% & more, für Ärzte?");
        assertEquals(request, PaymentRequest.parse(request.uri(), BitcoinNetwork.MAINNET));
    }

    @Test
    void aUriOfAnotherNetworkOrNoneIsRefused() {
        String uri = PaymentRequest.to(ADDRESS).uri();
        assertThrows(MalformedException.class, () -> PaymentRequest.parse(uri, BitcoinNetwork.TESTNET));
        assertThrows(MalformedException.class, () -> PaymentRequest.parse(P2WSH, BitcoinNetwork.MAINNET));
        assertThrows(MalformedException.class, () -> PaymentRequest.parse("bitcoin:", BitcoinNetwork.MAINNET));
        assertThrows(
                MalformedException.class, () -> PaymentRequest.parse(uri + "?req-unheardof=1", BitcoinNetwork.MAINNET));
    }

    @Test
    void amountsThatNobodyCanPayAndEmptyLabelsAreRefused() {
        for (Coin amount : new Coin[] {Coin.ZERO, Coin.NEGATIVE_SATOSHI, BitcoinNetwork.MAX_MONEY.add(Coin.SATOSHI)}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new PaymentRequest(ADDRESS, Optional.of(amount), Optional.empty()));
        }
        assertThrows(
                IllegalArgumentException.class, () -> PaymentRequest.to(ADDRESS).withLabel(" "));
    }
}
