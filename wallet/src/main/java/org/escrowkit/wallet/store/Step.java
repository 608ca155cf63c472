package org.escrowkit.wallet.store;

import java.util.List;

/**
 * What is to be committed together.
 *
 * @param revision of the {@link Head} that it was made for: the same step cannot be committed twice
 * @param scripts how many its maker knew: if there are more, they may have been paid in these blocks unnoticed, and the
 *     step is refused
 * @param parts in their order
 */
public record Step(long revision, int scripts, List<StepPart> parts) {
    public Step {
        parts = List.copyOf(parts);
    }

    /** By one who knows that all scripts were looked for. */
    public Step(long revision, List<StepPart> parts) {
        this(revision, Integer.MAX_VALUE, parts);
    }
}
