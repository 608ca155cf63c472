package org.escrowkit.regtest;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which kind of node to start: the one asked for or else a container where that works, or else a process. */
record Selection<N>(
        BooleanSupplier engineAnswers, Supplier<N> container, Supplier<N> process, Consumer<String> progress) {

    /** Reads {@code container}, {@code process} or {@code auto}; nothing set means {@code auto}, an empty answer. */
    static Optional<NodeKind> parse(@Nullable String setting) {
        String name = setting == null ? "auto" : setting.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "auto" -> Optional.empty();
            case "container" -> Optional.of(NodeKind.CONTAINER);
            case "process" -> Optional.of(NodeKind.PROCESS);
            default ->
                throw new IllegalArgumentException(
                        Settings.NODE + " must be container, process or auto, not " + setting);
        };
    }

    N start(Optional<NodeKind> wanted) {
        if (wanted.isPresent()) {
            return start(wanted.get());
        }
        if (engineAnswers.getAsBoolean()) {
            try {
                return container.get();
            } catch (NodeUnavailableException e) {
                progress.accept(e.getMessage() + " Starting bitcoind as a local process instead.");
            }
        }
        return process.get();
    }

    N start(NodeKind kind) {
        if (kind == NodeKind.PROCESS) {
            return process.get();
        }
        if (!engineAnswers.getAsBoolean()) {
            throw new NodeUnavailableException("No Docker Engine answers: start one, or point DOCKER_HOST to it.");
        }
        return container.get();
    }
}
