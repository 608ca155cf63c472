package org.escrowkit.core.bitcoin;

import java.util.Comparator;
import org.bitcoinj.base.Sha256Hash;

/**
 * The output of a transaction that an input spends.
 *
 * @param txid in the order in which txids are shown
 * @param index of the output, an unsigned 32-bit number
 */
public record Outpoint(Sha256Hash txid, long index) implements Comparable<Outpoint> {
    static final int SIZE = 36;

    private static final Comparator<Outpoint> ORDER =
            Comparator.comparing(Outpoint::txid).thenComparingLong(Outpoint::index);

    private static final long COINBASE_INDEX = 0xffff_ffffL;

    public Outpoint {
        if (index < 0 || index > 0xffff_ffffL) {
            throw new IllegalArgumentException("output index out of range: " + index);
        }
    }

    /** Whether this marks the input of a coinbase transaction, which spends nothing. */
    public boolean isCoinbase() {
        return index == COINBASE_INDEX && txid.equals(Sha256Hash.ZERO_HASH);
    }

    static Outpoint read(ByteReader in) {
        return new Outpoint(in.readReversedHash(), in.readUint32());
    }

    void write(ByteWriter out) {
        out.writeReversedHash(txid).writeInt32(index);
    }

    @Override
    public int compareTo(Outpoint other) {
        return ORDER.compare(this, other);
    }

    /** {@code txid:index}, as block explorers and Bitcoin Core's logs write it. */
    @Override
    public String toString() {
        return txid + ":" + index;
    }
}
