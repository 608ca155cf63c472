package org.escrowkit.wallet;

/**
 * How settlements are sent, and sent again.
 *
 * @param patience blocks that each attempt gets before it is replaced by one with a higher fee
 * @param targetBlocks within which the replacement should confirm, by the node's estimate; 1 to 1008
 * @param batch how many liquidations by one lender share a transaction at most; 1 for none that do
 */
public record AttendantRules(int patience, int targetBlocks, int batch) {
    /** Half an hour for each attempt, and then the next block or two; batches that are small among a block's weight. */
    public static final AttendantRules USUAL = new AttendantRules(3, 2, 50);

    public AttendantRules {
        if (patience < 1 || targetBlocks < 1 || batch < 1) {
            throw new IllegalArgumentException("patience and target are at least one block, and a batch one loan");
        }
    }
}
