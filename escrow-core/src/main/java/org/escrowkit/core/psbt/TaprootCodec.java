package org.escrowkit.core.psbt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;

/** The values of taproot fields (BIP371). */
final class TaprootCodec {
    static final int KEY_SIZE = 32;
    static final int HASH_SIZE = 32;

    private static final int SIGNATURE_SIZE = 64;
    private static final int MOST_DEPTH = 128;
    /** Version and parity, the internal key, then a hash for each step up the tree (BIP341). */
    private static final int LEAST_CONTROL_BLOCK = 1 + KEY_SIZE;

    private TaprootCodec() {}

    static ByteString key(ByteString bytes, MapReader map) {
        return sized(bytes, KEY_SIZE, map);
    }

    static ByteString keyAndLeaf(ByteString bytes, MapReader map) {
        return sized(bytes, KEY_SIZE + HASH_SIZE, map);
    }

    private static ByteString sized(ByteString bytes, int size, MapReader map) {
        if (bytes.size() != size) {
            throw map.malformed("key data of " + bytes.size() + " bytes instead of " + size);
        }
        return bytes;
    }

    static ByteString controlBlock(ByteString bytes, MapReader map) {
        int hashes = bytes.size() - LEAST_CONTROL_BLOCK;
        if (hashes < 0 || hashes % HASH_SIZE != 0 || hashes > MOST_DEPTH * HASH_SIZE) {
            throw map.malformed("control block of " + bytes.size() + " bytes");
        }
        return bytes;
    }

    /** BIP340's 64 bytes, and a sighash type where it is not the default. */
    static ByteString readSignature(ByteReader value) {
        int size = value.remaining();
        if (size != SIGNATURE_SIZE && size != SIGNATURE_SIZE + 1) {
            throw value.malformed("signature of " + size + " bytes");
        }
        return value.readBytes(size);
    }

    static TaprootLeaf readLeaf(ByteReader value) {
        if (value.remaining() == 0) {
            throw value.malformed("a leaf without a version");
        }
        ByteString script = value.readBytes(value.remaining() - 1);
        return new TaprootLeaf(value.readByte(), script);
    }

    static void writeLeaf(TaprootLeaf leaf, ByteWriter out) {
        out.write(leaf.script()).writeByte(leaf.version());
    }

    static TaprootOrigin readOrigin(ByteReader value) {
        int count = value.readCount(HASH_SIZE);
        List<ByteString> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(value.readBytes(HASH_SIZE));
        }
        return new TaprootOrigin(hashes, OriginCodec.read(value));
    }

    static void writeOrigin(TaprootOrigin origin, ByteWriter out) {
        out.writeCompactSize(origin.leafHashes().size());
        origin.leafHashes().forEach(out::write);
        OriginCodec.write(origin.origin(), out);
    }

    static List<TaprootTreeLeaf> readTree(ByteReader value, MapReader map) {
        List<TaprootTreeLeaf> leaves = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        while (value.remaining() > 0) {
            if (leaves.size() == ParseLimits.MOST_ENTRIES) {
                throw value.malformed("more than " + ParseLimits.MOST_ENTRIES + " leaves");
            }
            map.takeParts(1);
            int depth = value.readByte();
            int version = value.readByte();
            if (depth > MOST_DEPTH || version % 2 != 0) {
                throw value.malformed("leaf of version " + version + " at depth " + depth);
            }
            leaves.add(new TaprootTreeLeaf(depth, new TaprootLeaf(version, value.readVarBytes())));
            join(open, depth);
        }
        if (!List.copyOf(open).equals(List.of(0))) {
            throw value.malformed("the leaves make no tree");
        }
        return leaves;
    }

    /** Two neighbours at one depth make a branch one step up. */
    private static void join(Deque<Integer> open, int depth) {
        int joined = depth;
        while (joined > 0 && !open.isEmpty() && open.peek() == joined) {
            open.pop();
            joined--;
        }
        open.push(joined);
    }

    static void writeTree(List<TaprootTreeLeaf> tree, ByteWriter out) {
        for (TaprootTreeLeaf leaf : tree) {
            out.writeByte(leaf.depth())
                    .writeByte(leaf.leaf().version())
                    .writeVarBytes(leaf.leaf().script());
        }
    }
}
