package org.escrowkit.wallet.store;

import java.util.List;

/**
 * What is to be committed together.
 *
 * @param revision of the {@link Head} that it was made for: the same step cannot be committed twice
 * @param parts in their order
 */
public record Step(long revision, List<StepPart> parts) {
    public Step {
        parts = List.copyOf(parts);
    }
}
