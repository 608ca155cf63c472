package org.escrowkit.wallet.node;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a node publishes over ZMQ (topic, body, sequence number), as far as a doorbell needs it. */
final class HintFrames {
    static final List<String> TOPICS = List.of("hashblock", "rawtx", "sequence");

    private static final int PARTS = 3;
    private static final int HASH = 32;
    private static final int NUMBER = 4;

    /** Behind the hash in a sequence body: the label, and for the mempool its sequence number. */
    private static final int BLOCK_LABEL = HASH + 1;

    private static final int MEMPOOL_LABEL = BLOCK_LABEL + Long.BYTES;
    private static final int LEAST_TRANSACTION = 10;

    private HintFrames() {}

    /** Empty for what no node publishes. The content is not looked at: nothing rests on it. */
    static Optional<Hint> read(List<byte[]> frames) {
        if (frames.size() != PARTS || frames.get(2).length != NUMBER) {
            return Optional.empty();
        }
        byte[] body = frames.get(1);
        return switch (new String(frames.get(0), StandardCharsets.US_ASCII)) {
            case "hashblock" -> body.length == HASH ? Optional.of(Hint.CHAIN) : Optional.empty();
            case "rawtx" -> body.length >= LEAST_TRANSACTION ? Optional.of(Hint.MEMPOOL) : Optional.empty();
            case "sequence" -> sequence(body);
            default -> Optional.empty();
        };
    }

    private static Optional<Hint> sequence(byte[] body) {
        char label = body.length < BLOCK_LABEL ? 0 : (char) body[HASH];
        if (body.length == BLOCK_LABEL && (label == 'C' || label == 'D')) {
            return Optional.of(Hint.CHAIN);
        }
        boolean mempool = body.length == MEMPOOL_LABEL && (label == 'A' || label == 'R');
        return mempool ? Optional.of(Hint.MEMPOOL) : Optional.empty();
    }
}
