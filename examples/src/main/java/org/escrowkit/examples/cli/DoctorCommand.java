package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at all that a command here relies on. */
@Command(
        name = "doctor",
        description =
                "Look at this machine, the node and your files, and tell what to do about what is not as it should be.")
final class DoctorCommand implements Callable<Integer> {
    private final Escrow escrow;

    @Mixin
    private ChainOption chain = new ChainOption();

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(names = "--key", paramLabel = "FILE", description = "Key files to look at: who may read them.")
    private List<Path> keys = List.of();

    @Option(names = "--store", paramLabel = "FILE", description = "A watcher's store, for the room on its disk.")
    private Optional<Path> store = Optional.empty();

    @Option(names = "--no-node", description = "Do not ask a node.")
    private boolean noNode;

    DoctorCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        List<Check> checks = new ArrayList<>(MachineChecks.of(store.orElse(Path.of("."))));
        keys.forEach(key -> checks.add(MachineChecks.privateFile("key file", key)));
        if (!noNode) {
            checks.addAll(new NodeChecks(node, chain.chain, escrow.console().clock()).all());
        }
        Check.Level worst =
                checks.stream().map(Check::level).max(Comparator.naturalOrder()).orElseThrow();
        escrow.answer(
                checks.stream().map(Check::text).collect(Collectors.joining("\n")),
                Json.object(
                        "healthy",
                        worst.compareTo(Check.Level.WARN) <= 0,
                        "checks",
                        checks.stream().map(Check::fields).toList()));
        return switch (worst) {
            case OK, WARN -> Exit.DONE;
            case FAIL -> Exit.REFUSED;
            case DOWN -> Exit.TROUBLE;
        };
    }
}
