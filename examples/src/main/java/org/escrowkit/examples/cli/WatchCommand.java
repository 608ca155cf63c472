package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deposits as they come. */
@Command(
        name = "watch",
        description = "Watch addresses and vaults for deposits: a live table on a terminal, a line an event elsewhere. "
                + "Ends by Ctrl-C.")
final class WatchCommand implements Callable<Integer> {
    private static final Duration USUALLY = Duration.ofDays(1);
    private static final String CONSUMER = "escrow-watch";

    private final Escrow escrow;

    @Parameters(paramLabel = "ADDRESS|VAULT", arity = "1..*", description = "Addresses, and files of vaults.")
    private List<String> targets = List.of();

    @Option(
            names = "--indexes",
            paramLabel = "N-M",
            defaultValue = "0-19",
            description = "Which loans of the vaults, the first 20 by default.")
    private String indexes = "";

    @Option(
            names = "--since",
            paramLabel = "HEIGHT|DATE",
            converter = Since.class,
            description = "Look for payments from here on, by default for those of the last day.")
    private Optional<Birth> since = Optional.empty();

    @Option(
            names = "--confirmations",
            paramLabel = "N",
            defaultValue = "6",
            description = "How many make a deposit final, 6 by default.")
    private int confirmations;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "Keep what was seen, and go on from it the next time. By default it is forgotten.")
    private Optional<Path> store = Optional.empty();

    @Option(names = "--once", description = "Catch up with the chain, show the table, and end.")
    private boolean once;

    @Mixin
    private ChainOption chain = new ChainOption();

    @Mixin
    private NodeOptions node = new NodeOptions();

    WatchCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Override
    public Integer call() {
        WatchTargets watched = WatchTargets.parse(targets, indexes, chain);
        ChainReader reader = new ChainReader(escrow.console(), node.connect(chain.chain), store);
        if (once) {
            look(reader, watched);
        } else {
            Interruptible.run(escrow, () -> follow(reader, watched));
        }
        return Exit.DONE;
    }

    private void look(ChainReader reader, WatchTargets watched) {
        WatchTable table = new WatchTable(watched, confirmations);
        try (Watcher watcher = reader.open()) {
            watch(watcher, watched);
            var status = reader.catchUp(watcher);
            escrow.answer(table.text(watcher.ledger(), status), table.fields(watcher.ledger(), status));
        }
    }

    private void follow(ChainReader reader, WatchTargets watched) throws InterruptedException {
        WatchTable table = new WatchTable(watched, confirmations);
        try (Watcher watcher = reader.open();
                WatchScreen screen = new WatchScreen(escrow, watcher, watched, table)) {
            watch(watcher, watched);
            watcher.follow(CONSUMER, screen);
        }
    }

    private void watch(Watcher watcher, WatchTargets watched) {
        watcher.watch(
                watched.scripts(),
                since.orElseGet(
                        () -> Birth.at(escrow.console().clock().instant().minus(USUALLY))),
                CONSUMER);
    }
}
