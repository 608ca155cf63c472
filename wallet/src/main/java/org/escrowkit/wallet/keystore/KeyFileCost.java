package org.escrowkit.wallet.keystore;

/**
 * What it costs to try a passphrase: the parameters of Argon2id (RFC 9106).
 *
 * @param memoryKib in units of 1,024 bytes
 * @param lanes that the reference implementation would run side by side
 */
record KeyFileCost(int memoryKib, int iterations, int lanes) {
    /** RFC 9106's second recommendation. */
    static final KeyFileCost USUAL = new KeyFileCost(65_536, 3, 4);

    /** A file from elsewhere must not take this process down. */
    private static final int MOST_KIB = 1 << 20;

    private static final int MOST_ITERATIONS = 1_000;
    private static final int MOST_LANES = 64;

    boolean isSane() {
        return lanes >= 1
                && lanes <= MOST_LANES
                && iterations >= 1
                && iterations <= MOST_ITERATIONS
                && memoryKib >= 8 * lanes
                && memoryKib <= MOST_KIB;
    }
}
