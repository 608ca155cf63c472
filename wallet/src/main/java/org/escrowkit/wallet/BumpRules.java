package org.escrowkit.wallet;

/**
 * When a settlement that does not confirm is replaced by one with a higher fee.
 *
 * @param patience blocks that each attempt gets before the next
 * @param targetBlocks within which the next one should confirm, by the node's estimate; 1 to 1008
 */
public record BumpRules(int patience, int targetBlocks) {
    /** Half an hour for each attempt, and then the next block or two. */
    public static final BumpRules USUAL = new BumpRules(3, 2);

    public BumpRules {
        if (patience < 1 || targetBlocks < 1) {
            throw new IllegalArgumentException("patience and target are at least one block");
        }
    }
}
