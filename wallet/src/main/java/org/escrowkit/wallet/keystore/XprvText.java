package org.escrowkit.wallet.keystore;

import java.util.Arrays;
import java.util.Set;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.exceptions.AddressFormatException;

/** The text of an extended private key (BIP32), of which only a master key is taken. */
final class XprvText {
    /** {@code xprv} and {@code tprv}. */
    private static final Set<Integer> VERSIONS = Set.of(0x0488ade4, 0x04358394);

    private static final int SIZE = 78;
    private static final int CHAIN_CODE = 13;
    private static final int KEY = 46;

    private XprvText() {}

    /** Private key and chain code. */
    static byte[] decode(String text) {
        byte[] data = checked(text);
        try {
            int version = (data[0] & 0xff) << 24 | (data[1] & 0xff) << 16 | (data[2] & 0xff) << 8 | (data[3] & 0xff);
            boolean master = Arrays.equals(data, 4, CHAIN_CODE, new byte[CHAIN_CODE - 4], 0, CHAIN_CODE - 4);
            if (!VERSIONS.contains(version) || !master || data[KEY - 1] != 0) {
                throw new IllegalArgumentException("no extended private key of a master");
            }
            byte[] secret = new byte[64];
            System.arraycopy(data, KEY, secret, 0, 32);
            System.arraycopy(data, CHAIN_CODE, secret, 32, 32);
            return secret;
        } finally {
            Arrays.fill(data, (byte) 0);
        }
    }

    private static byte[] checked(String text) {
        try {
            byte[] data = Base58.decodeChecked(text);
            if (data.length == SIZE) {
                return data;
            }
            throw new IllegalArgumentException("an extended key has " + SIZE + " bytes");
        } catch (AddressFormatException refused) {
            // Neither the message nor the cause goes on: it may quote a part of it.
            throw new IllegalArgumentException("no extended private key: wrong letters or checksum");
        }
    }
}
