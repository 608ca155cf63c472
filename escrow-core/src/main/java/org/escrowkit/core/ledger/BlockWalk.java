package org.escrowkit.core.ledger;

import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.MalformedException;

/**
 * Walks over the bytes of a block once, front to back, and tells a visitor where its parts lie. Refuses what
 * {@link org.escrowkit.core.bitcoin.Block#parse} refuses but for the Merkle root, and allocates nothing.
 */
final class BlockWalk {
    private static final byte[] NOTHING = {};

    /** More bytes than this no block can hold (BIP141). */
    private static final int MOST_BYTES = 4_000_000;

    private static final int OUTPOINT_SIZE = OutpointIndex.SIZE;
    private static final int SEQUENCE_SIZE = 4;
    private static final int LEAST_INPUT = OUTPOINT_SIZE + 1 + SEQUENCE_SIZE;
    private static final int AMOUNT_SIZE = 8;
    private static final int LEAST_OUTPUT = AMOUNT_SIZE + 1;
    private static final int VERSION_SIZE = 4;
    private static final int LOCK_TIME_SIZE = 4;
    private static final int LEAST_TRANSACTION = VERSION_SIZE + 1 + 1 + LOCK_TIME_SIZE;

    private final Visitor visitor;
    private byte[] bytes = NOTHING;
    private int at;

    BlockWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Sees the parts of a block in their order; all numbers are offsets. */
    interface Visitor {
        default void input(byte[] block, int outpoint) {}

        default void output(byte[] block, int script, int length) {}

        /**
         * Behind the inputs and outputs of the same transaction.
         *
         * @param body of the count of its inputs: behind the version, or behind marker and flag
         * @param bodyEnd behind its outputs, where the witnesses stand or the locktime
         */
        void transaction(byte[] block, int start, int body, int bodyEnd, int end);
    }

    /** @throws MalformedException with the offset; the visitor may have seen the parts before it */
    void walk(byte[] block) {
        bytes = block;
        at = 0;
        try {
            block();
        } finally {
            bytes = NOTHING;
        }
    }

    private void block() {
        if (bytes.length > MOST_BYTES) {
            throw malformed(bytes.length + " bytes, more than a block may hold");
        }
        skip(BlockHeader.SIZE);
        int count = count(LEAST_TRANSACTION);
        for (int i = 0; i < count; i++) {
            transaction();
        }
        if (at != bytes.length) {
            throw malformed(remaining() + " bytes too many");
        }
        if (count == 0) {
            throw malformed("no transactions");
        }
    }

    private void transaction() {
        int start = at;
        skip(VERSION_SIZE);
        boolean segwit = at < bytes.length && bytes[at] == 0;
        if (segwit) {
            at++;
            if (octet() != 1) {
                throw malformed("unknown segwit flag");
            }
        }
        int body = at;
        int inputs = inputs();
        outputs();
        int bodyEnd = at;
        if (segwit) {
            witnesses(inputs);
        }
        skip(LOCK_TIME_SIZE);
        visitor.transaction(bytes, start, body, bodyEnd, at);
    }

    private int inputs() {
        int count = count(LEAST_INPUT);
        for (int i = 0; i < count; i++) {
            int outpoint = at;
            skip(OUTPOINT_SIZE);
            skip(size());
            skip(SEQUENCE_SIZE);
            visitor.input(bytes, outpoint);
        }
        return count;
    }

    private void outputs() {
        int count = count(LEAST_OUTPUT);
        for (int i = 0; i < count; i++) {
            int amount = at;
            skip(AMOUNT_SIZE);
            if (Long.compareUnsigned(Words.int64(bytes, amount), BitcoinNetwork.MAX_MONEY.value) > 0) {
                throw malformed("amount out of range: " + Words.int64(bytes, amount) + " sat");
            }
            int length = size();
            int script = at;
            skip(length);
            visitor.output(bytes, script, length);
        }
    }

    private void witnesses(int inputs) {
        boolean any = false;
        for (int i = 0; i < inputs; i++) {
            int items = count(1);
            any |= items > 0;
            for (int item = 0; item < items; item++) {
                skip(size());
            }
        }
        if (!any) {
            throw malformed("segwit flag, but no witness");
        }
    }

    /** A count of items that take at least so many bytes each: refused when they cannot be there. */
    private int count(int bytesEach) {
        int start = at;
        int count = size();
        if ((long) count * bytesEach > remaining()) {
            throw malformedAt(start, count + " items declared, " + remaining() + " bytes left");
        }
        return count;
    }

    /** A canonical compact size of at most 2³¹−1. */
    private int size() {
        int start = at;
        int first = octet();
        if (first < 0xfd) {
            return first;
        }
        int width = 2 << (first - 0xfd);
        skip(width);
        long size = 0;
        for (int i = at - 1; i >= at - width; i--) {
            size = (size << Byte.SIZE) | (bytes[i] & 0xff);
        }
        // The least value that needs this width: what the next narrower one cannot hold.
        long least = first == 0xfd ? 0xfd : 1L << (Byte.SIZE * width / 2);
        if (size >= 0 && size < least) {
            throw malformedAt(start, "compact size is not canonical");
        }
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw malformedAt(start, "size beyond any data");
        }
        return (int) size;
    }

    /** The next byte, 0 to 255. */
    private int octet() {
        if (at == bytes.length) {
            throw malformed("1 bytes expected, 0 left");
        }
        return bytes[at++] & 0xff;
    }

    private void skip(int length) {
        if (length > remaining()) {
            throw malformed(length + " bytes expected, " + remaining() + " left");
        }
        at += length;
    }

    private int remaining() {
        return bytes.length - at;
    }

    private MalformedException malformed(String problem) {
        return malformedAt(at, problem);
    }

    private static MalformedException malformedAt(int offset, String problem) {
        return new MalformedException("block", offset, problem);
    }
}
