package org.escrowkit.wallet.invoice;

import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.uri.BitcoinURI;
import org.bitcoinj.uri.BitcoinURIParseException;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.vault.Addresses;

/**
 * What a payer's wallet needs to know (BIP21). Guarantees that {@link #uri} reads as an equal request.
 *
 * @param amount above zero; empty where the payer decides
 * @param label whom or what it is for, as the payer's wallet shows it
 */
public record PaymentRequest(Address address, Optional<Coin> amount, Optional<String> label) {
    private static final String SUBJECT = "payment request";

    /** @throws IllegalArgumentException for an amount that nobody can pay, or a label without text */
    public PaymentRequest {
        if (amount.filter(asked -> !asked.isPositive() || asked.isGreaterThan(BitcoinNetwork.MAX_MONEY))
                .isPresent()) {
            throw new IllegalArgumentException("an amount is above zero, and no more than there is");
        }
        if (label.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("a label has a text");
        }
    }

    public static PaymentRequest to(Address address) {
        return new PaymentRequest(address, Optional.empty(), Optional.empty());
    }

    public PaymentRequest withAmount(Coin asked) {
        return new PaymentRequest(address, Optional.of(asked), label);
    }

    public PaymentRequest withLabel(String text) {
        return new PaymentRequest(address, amount, Optional.of(text));
    }

    /** {@code bitcoin:bc1q…?amount=0.5&label=Loan%207}: the amount in bitcoin, without a point where it is whole. */
    public String uri() {
        return BitcoinURI.convertToBitcoinURI(address, amount.orElse(null), label.orElse(null), null);
    }

    /**
     * Reads a URI. What else it says, such as a message, is left out.
     *
     * @throws MalformedException if it is none, is for another network, or requires what this does not know
     */
    public static PaymentRequest parse(String uri, BitcoinNetwork network) {
        try {
            BitcoinURI read = BitcoinURI.of(uri, network);
            Address address = read.getAddress();
            if (address == null) {
                throw new MalformedException(SUBJECT, 0, "no address");
            }
            return new PaymentRequest(
                    Addresses.parse(address.toString(), network),
                    Optional.ofNullable(read.getAmount()),
                    Optional.ofNullable(read.getLabel()));
        } catch (BitcoinURIParseException refused) {
            throw new MalformedException(SUBJECT, 0, String.valueOf(refused.getMessage()));
        }
    }
}
