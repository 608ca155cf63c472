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

    /**
     * What two PSBTs require may have another locktime together than it has in each of them, where one input may have a
     * height only in the one and another input only in the other. That is another transaction, and its bytes would say
     * so.
     *
     * @throws PsbtException unless this is the locktime
     */
    static void require(long lockTime, List<PsbtInput> inputs, Optional<Long> fallback) {
        if (!of(inputs, fallback).equals(Optional.of(lockTime))) {
            throw new PsbtException(
                    PsbtFault.CONFLICTING_FIELD, "required locktimes, which together change the locktime");
        }
    }

    private static Optional<Long> latest(
            List<LockRequirement> requirements, Function<LockRequirement, Optional<Long>> kind) {
        List<Long> all =
                requirements.stream().map(kind).flatMap(Optional::stream).toList();
        return all.size() == requirements.size() ? all.stream().max(Long::compare) : Optional.empty();
    }
}
