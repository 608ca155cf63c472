package org.escrowkit.core.ledger;

import java.util.Arrays;
import java.util.Objects;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * The watched scripts, each under a dense id: 0, 1, 2 … in the order in which they were added. Made for a million of
 * them, of 34 bytes as P2WSH has; any other length is right too. A look-up allocates nothing. Takes less than 64 bytes
 * for a P2WSH script, everything included, from a thousand of them on.
 *
 * <p>For a single thread: whoever adds and whoever looks up must be the same, or take turns.
 */
public final class ScriptIndex {
    /** No script. */
    public static final int NONE = TagTable.NONE;

    private static final int LONG_SCRIPT = Long.SIZE - 1;

    private final SecretHash hash;
    private final TagTable table = new TagTable(this::isScript);

    /** All scripts, one behind the other. */
    private byte[] scripts = {};

    /** Where each script ends, which is where the next one begins. */
    private int[] ends = {};

    /** A bit for each length that occurs: most foreign outputs are of a length that nobody watches. */
    private long lengths;

    /** @param secret drawn at random and told to nobody: who knows it can make scripts that are slow to look up */
    public ScriptIndex(long secret) {
        hash = new SecretHash(secret);
    }

    public int size() {
        return table.size();
    }

    /**
     * The id of this script, which is added unless it is there.
     *
     * @throws ArithmeticException if the scripts would take more than 2 GiB
     */
    public int add(ByteString scriptPubKey) {
        byte[] script = scriptPubKey.toByteArray();
        int known = find(script, 0, script.length);
        return known == NONE ? append(script) : known;
    }

    /** The id of this script, or {@link #NONE}. */
    public int find(ByteString scriptPubKey) {
        return find(scriptPubKey.toByteArray(), 0, scriptPubKey.size());
    }

    /**
     * The id of the script that stands at this place, or {@link #NONE}.
     *
     * @throws IndexOutOfBoundsException if that is not a place within the data
     */
    public int find(byte[] data, int offset, int length) {
        if ((lengths & bit(length)) == 0) {
            return NONE;
        }
        return table.find(hash.ofScript(data, offset, length), data, offset, length);
    }

    Batch batch() {
        return new Batch(table);
    }

    /** Leaves it to a batch of this index to find the script that stands at this place. */
    void collect(byte[] data, int offset, int length, Batch batch) {
        if ((lengths & bit(length)) != 0) {
            batch.add(hash.ofScript(data, offset, length), data, offset, length);
        }
    }

    /** @throws IndexOutOfBoundsException if there is no such id */
    public ByteString script(int id) {
        return ByteString.of(Arrays.copyOfRange(scripts, start(id), ends[Objects.checkIndex(id, size())]));
    }

    private int append(byte[] script) {
        int id = size();
        int start = start(id);
        int end = Math.addExact(start, script.length);
        scripts = Growing.toHold(scripts, end);
        ends = Growing.toHold(ends, id + 1);
        for (int i = 0; i < script.length; i++) {
            scripts[start + i] = script[i];
        }
        ends[id] = end;
        lengths |= bit(script.length);
        table.add(hash.ofScript(script, 0, script.length), id);
        return id;
    }

    private boolean isScript(int id, byte[] data, int offset, int length) {
        return Arrays.equals(scripts, start(id), ends[id], data, offset, offset + length);
    }

    private int start(int id) {
        return id == 0 ? 0 : ends[id - 1];
    }

    private static long bit(int length) {
        return 1L << Math.min(length, LONG_SCRIPT);
    }
}
