package org.escrowkit.examples.cli;

import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.watch.WatchListener;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;

/** Shows what a watcher tells: the table anew on a terminal, a line for each event elsewhere. */
final class WatchScreen implements WatchListener, AutoCloseable {
    private static final String OTHER_SCREEN = "\u001b[?1049h";
    private static final String FIRST_SCREEN = "\u001b[?1049l";
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final Escrow escrow;
    private final Watcher watcher;
    private final WatchTargets targets;
    private final WatchTable table;
    private final Progress progress;
    private final boolean live;
    private String shown = "";
    private String trouble = "";
    private String last = "";

    WatchScreen(Escrow escrow, Watcher watcher, WatchTargets targets, WatchTable table) {
        this.escrow = escrow;
        this.watcher = watcher;
        this.targets = targets;
        this.table = table;
        this.progress = new Progress(escrow.console());
        this.live = escrow.console().colour() && !escrow.json();
        if (live) {
            print(OTHER_SCREEN);
        }
    }

    @Override
    public void onEvent(DepositEvent event) {
        if (live) {
            return;
        }
        Deposit deposit = event.change().deposit();
        String name = targets.name(deposit.scriptPubKey());
        String what = event.change().getClass().getSimpleName();
        print(
                escrow.json()
                        ? Json.line(Json.object(
                                        "sequence", event.sequence(),
                                        "id", event.id(),
                                        "change", what,
                                        "name", name,
                                        "outpoint", deposit.outpoint(),
                                        "value", deposit.value(),
                                        "height", event.block().map(BlockRef::height),
                                        "block", event.block().map(BlockRef::hash)))
                                + "\n"
                        : event + ": " + name + "\n");
    }

    @Override
    public void onStatus(WatchStatus status) {
        trouble = "";
        if (live) {
            shown = table.text(watcher.ledger(), status);
            draw();
        } else if (status.isWorking()) {
            progress.tell(ChainReader.words(status));
        } else if (!ChainReader.words(status).equals(last)) {
            last = ChainReader.words(status);
            escrow.remark(last);
        }
    }

    @Override
    public void onTrouble(RuntimeException problem) {
        trouble = "\nTrouble, will be tried again: " + problem.getMessage();
        if (live) {
            draw();
        } else {
            escrow.remark(trouble.strip());
        }
    }

    private void draw() {
        String screen = shown + trouble + "\nCtrl-C ends.\n";
        if (!screen.equals(last)) {
            last = screen;
            print(CLEAR + screen);
        }
    }

    private void print(String text) {
        escrow.console().out().print(text);
        escrow.console().out().flush();
    }

    /** Leaves the last table behind. */
    @Override
    public void close() {
        if (live) {
            print(FIRST_SCREEN + shown + "\n");
        }
    }
}
