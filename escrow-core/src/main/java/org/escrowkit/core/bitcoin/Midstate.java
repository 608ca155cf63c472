package org.escrowkit.core.bitcoin;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 after the first block of messages that begin alike: what they share is hashed once. Never changed, so that
 * any thread may go on from it.
 */
final class Midstate {
    /** What SHA-256 takes in at a time. */
    static final int BLOCK_SIZE = 64;

    private final MessageDigest seen;

    private Midstate(MessageDigest seen) {
        this.seen = seen;
    }

    /** After the first {@link #BLOCK_SIZE} of these bytes. */
    static Midstate after(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, BLOCK_SIZE);
            return new Midstate(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** The double SHA-256 of the block that was seen and of these bytes. */
    byte[] hashTwice(byte[] bytes, int from, int to) {
        MessageDigest digest = copy();
        digest.update(bytes, from, to - from);
        return digest.digest(digest.digest());
    }

    private MessageDigest copy() {
        try {
            return (MessageDigest) seen.clone();
        } catch (CloneNotSupportedException everyJavasCanBe) {
            throw new IllegalStateException(everyJavasCanBe);
        }
    }
}
