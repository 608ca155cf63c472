package org.escrowkit.core.ledger;

import java.util.Arrays;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;

/**
 * The set of the watched outpoints. Holds the 36 bytes that stand in a transaction's input: the txid in wire order,
 * then the output's index, little-endian. A look-up allocates nothing. What is removed makes room for what comes next,
 * so that an index lives as long as its process.
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

    /** Ids that were given and are free again. */
    private int[] free = {};

    private int freeCount;

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

    /** Forgets an outpoint; returns whether it was there. */
    public boolean remove(Outpoint outpoint) {
        byte[] wire = wire(outpoint);
        int tag = hash.ofOutpoint(wire, 0);
        int id = id(tag, wire, 0);
        if (id == TagTable.NONE) {
            return false;
        }
        table.remove(tag, id);
        free = Growing.toHold(free, freeCount + 1);
        free[freeCount++] = id;
        return true;
    }

    private int id(int tag, byte[] data, int offset) {
        return table.find(tag, data, offset, SIZE);
    }

    private boolean isOutpoint(int id, byte[] data, int offset, int length) {
        return Arrays.equals(outpoints, id * SIZE, (id + 1) * SIZE, data, offset, offset + length);
    }

    private int append(byte[] outpoint) {
        // As long as no id is free, all that were given are in use.
        int id = freeCount > 0 ? free[--freeCount] : size();
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
