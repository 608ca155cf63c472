package org.escrowkit.core.psbt;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** BIP370's rule by which the inputs' requirements make the transaction's locktime. */
final class LockTime {
    private LockTime() {}

    /** Empty where one input asks for a time and another for a height. Heights win where both would do. */
    static Optional<Long> of(List<PsbtInput> inputs, Optional<Long> fallback) {
        List<LockRequirement> requirements = inputs.stream()
                .map(PsbtInput::lock)
                .filter(lock -> !lock.isNone())
                .toList();
        if (requirements.isEmpty()) {
            return Optional.of(fallback.orElse(0L));
        }
        return latest(requirements, LockRequirement::height).or(() -> latest(requirements, LockRequirement::time));
    }

    private static Optional<Long> latest(
            List<LockRequirement> requirements, Function<LockRequirement, Optional<Long>> kind) {
        List<Long> all =
                requirements.stream().map(kind).flatMap(Optional::stream).toList();
        return all.size() == requirements.size() ? all.stream().max(Long::compare) : Optional.empty();
    }
}
