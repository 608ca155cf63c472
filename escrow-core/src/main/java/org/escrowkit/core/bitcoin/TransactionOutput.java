package org.escrowkit.core.bitcoin;

import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;

/** An output of a transaction: an amount between zero and 21 million bitcoin, and the script that guards it. */
public record TransactionOutput(Coin value, ByteString scriptPubKey) {
    static final int LEAST_SIZE = 8 + 1;

    public TransactionOutput {
        if (value.isNegative() || value.isGreaterThan(BitcoinNetwork.MAX_MONEY)) {
            throw new IllegalArgumentException("amount out of range: " + value.value + " sat");
        }
    }

    public static TransactionOutput read(ByteReader in) {
        long value = in.readInt64();
        if (value < 0 || value > BitcoinNetwork.MAX_MONEY.value) {
            throw in.malformed("amount out of range: " + value + " sat");
        }
        return new TransactionOutput(Coin.valueOf(value), in.readVarBytes());
    }

    /** The size in bytes. */
    long size() {
        return 8 + TransactionCodec.varBytesSize(scriptPubKey);
    }

    public void write(ByteWriter out) {
        out.writeInt64(value.value).writeVarBytes(scriptPubKey);
    }
}
