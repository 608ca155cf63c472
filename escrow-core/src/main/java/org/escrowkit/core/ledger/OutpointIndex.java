package org.escrowkit.core.ledger;

import java.util.Arrays;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.Outpoint;

/**
 * The watched outpoints, each with a number of the caller's, such as that of the deposit. Keyed by the 36 bytes that
 * stand in a transaction's input: the txid in wire order, then the output's index, little-endian. A look-up allocates
 * nothing. Removing leaves nothing behind, so that an index lives as long as its process.
 *
 * <p>For a single thread: whoever changes it and whoever looks up must be the same, or take turns.
 */
public final class OutpointIndex {
    /** No number. */
    public static final int NONE = TagTable.NONE;

    static final int TXID_SIZE = 32;
    static final int SIZE = TXID_SIZE + Integer.BYTES;

    private final SecretHash hash;
    private final TagTable table = new TagTable(this::isOutpoint);

    /** The outpoints in order of their ids. */
    private byte[] outpoints = {};

    /** The caller's number of each id in use; of one that is free, the next free one. */
    private int[] refs = {};

    private int used;
    private int free = NONE;

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
     * Gives an outpoint its number, in place of one that it may have.
     *
     * @param ref not negative
     * @return the number that it had, or {@link #NONE}
     * @throws ArithmeticException if the outpoints would take more than 2 GiB
     */
    public int put(Outpoint outpoint, int ref) {
        return put(wire(outpoint), 0, ref);
    }

    /** As {@link #put(Outpoint, int)}, of the outpoint that stands at this place. */
    public int put(byte[] data, int offset, int ref) {
        if (ref < 0) {
            throw new IllegalArgumentException("negative ref: " + ref);
        }
        int tag = hash.ofOutpoint(data, offset);
        int known = id(tag, data, offset);
        if (known != NONE) {
            int before = refs[known];
            refs[known] = ref;
            return before;
        }
        table.add(tag, append(data, offset, ref));
        return NONE;
    }

    /** The number of this outpoint, or {@link #NONE}. */
    public int find(Outpoint outpoint) {
        return find(wire(outpoint), 0);
    }

    /**
     * The number of the outpoint that stands at this place, or {@link #NONE}.
     *
     * @throws IndexOutOfBoundsException unless there are 36 bytes
     */
    public int find(byte[] data, int offset) {
        int id = id(hash.ofOutpoint(data, offset), data, offset);
        return id == NONE ? NONE : refs[id];
    }

    /** Forgets an outpoint. Returns the number that it had, or {@link #NONE}. */
    public int remove(Outpoint outpoint) {
        byte[] wire = wire(outpoint);
        int tag = hash.ofOutpoint(wire, 0);
        int id = id(tag, wire, 0);
        if (id == NONE) {
            return NONE;
        }
        table.remove(tag, id);
        int ref = refs[id];
        refs[id] = free;
        free = id;
        return ref;
    }

    private int id(int tag, byte[] data, int offset) {
        return table.find(tag, data, offset, SIZE);
    }

    private boolean isOutpoint(int id, byte[] data, int offset, int length) {
        return Arrays.equals(outpoints, id * SIZE, (id + 1) * SIZE, data, offset, offset + length);
    }

    private int append(byte[] data, int offset, int ref) {
        int id = free;
        if (id == NONE) {
            id = used;
            outpoints = Growing.toHold(outpoints, Math.multiplyExact(id + 1, SIZE));
            refs = Growing.toHold(refs, id + 1);
            used++;
        } else {
            free = refs[id];
        }
        for (int i = 0; i < SIZE; i++) {
            outpoints[id * SIZE + i] = data[offset + i];
        }
        refs[id] = ref;
        return id;
    }

    private static byte[] wire(Outpoint outpoint) {
        return new ByteWriter()
                .writeReversedHash(outpoint.txid())
                .writeInt32(outpoint.index())
                .toByteArray();
    }
}
