package org.escrowkit.core.vault;

import org.bitcoinj.base.Address;
import org.bitcoinj.base.AddressParser;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.escrowkit.core.bitcoin.MalformedException;

/**
 * The door through which addresses come in. Guarantees that the text is an address of the network, as far as its format
 * can tell, and costs the same however long the text is.
 *
 * <p>What the formats cannot tell: base58 addresses are the same on testnet3, testnet4, signet and regtest, and segwit
 * addresses (BIP173, BIP350) on testnet3, testnet4 and signet. Which chain a node follows, its genesis block says.
 */
public final class Addresses {
    /** BIP173's limit; base58 addresses are shorter. */
    private static final int MOST_CHARACTERS = 90;

    private static final String SUBJECT = "address";

    private Addresses() {}

    /** @throws MalformedException if the text is no address, or one of another network */
    public static Address parse(String text, BitcoinNetwork network) {
        // Decoding base58 takes quadratic time: what is too long to be an address is not decoded.
        if (text.length() > MOST_CHARACTERS) {
            throw new MalformedException(SUBJECT, MOST_CHARACTERS, text.length() + " characters are too many");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                throw new MalformedException(SUBJECT, i, "a character that no address contains");
            }
        }
        try {
            return AddressParser.getDefault(network).parseAddress(text);
        } catch (AddressFormatException notOfThisNetwork) {
            throw new MalformedException(SUBJECT, 0, "no address of " + network);
        }
    }
}
