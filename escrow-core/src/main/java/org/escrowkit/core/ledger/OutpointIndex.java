package org.escrowkit.core.ledger;

import java.util.Arrays;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;

/**
 * The set of the watched outpoints. Holds the 36 bytes that stand in a transaction's input: the txid in wire order,
 * then the output's index, little-endian. A look-up allocates nothing.
 *
 * <p>For a single thread: whoever changes it and whoever looks up must be the same, or take turns.
 */
public final class OutpointIndex {
    static final int TXID_SIZE = 32;
    static final int SIZE = TXID_SIZE + Integer.BYTES;

    private final SecretHash hash;
    private final TagTable table = new TagTable(this::isOutpoint);

    /** The outpoints in order of their ids. */
    private byte[] outpoints = {};

    /** @param secret drawn at random and told to nobody: who knows it can make outpoints that are slow to look up */
    public OutpointIndex(long secret) {
        this(new SecretHash(secret));
    }

    private OutpointIndex(SecretHash hash) {
        this.hash = hash;
    }

    /** An empty one with the same secret. */
    OutpointIndex empty() {
        return new OutpointIndex(hash);
    }

    public int size() {
        return table.size();
    }

    /**
     * Adds an outpoint; returns whether it was not there yet.
     *
     * @throws ArithmeticException if the outpoints would take more than 2 GiB
     */
    public boolean add(Outpoint outpoint) {
        byte[] wire = wire(outpoint);
        int tag = hash.ofOutpoint(wire, 0);
        if (id(tag, wire, 0) != TagTable.NONE) {
            return false;
        }
        table.add(tag, append(wire));
        return true;
    }

    public boolean contains(Outpoint outpoint) {
        return contains(wire(outpoint), 0);
    }

    /**
     * Whether the outpoint that stands at this place is there.
     *
     * @throws IndexOutOfBoundsException unless there are 36 bytes
     */
    public boolean contains(byte[] data, int offset) {
        return id(hash.ofOutpoint(data, offset), data, offset) != TagTable.NONE;
    }

    Batch batch() {
        return new Batch(table);
    }

    /** Leaves it to a batch of this index to find the outpoint that stands at this place. */
    void collect(byte[] data, int offset, Batch batch) {
        batch.add(hash.ofOutpoint(data, offset), data, offset, SIZE);
    }

    private int id(int tag, byte[] data, int offset) {
        return table.find(tag, data, offset, SIZE);
    }

    private boolean isOutpoint(int id, byte[] data, int offset, int length) {
        return Arrays.equals(outpoints, id * SIZE, (id + 1) * SIZE, data, offset, offset + length);
    }

    private int append(byte[] outpoint) {
        int id = size();
        outpoints = Growing.toHold(outpoints, Math.multiplyExact(id + 1, SIZE));
        for (int i = 0; i < SIZE; i++) {
            outpoints[id * SIZE + i] = outpoint[i];
        }
        return id;
    }

    private static byte[] wire(Outpoint outpoint) {
        return new ByteWriter()
                .writeReversedHash(outpoint.txid())
                .writeInt32(outpoint.index())
                .toByteArray();
    }
}
