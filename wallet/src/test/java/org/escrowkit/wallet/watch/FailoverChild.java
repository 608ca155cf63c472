package org.escrowkit.wallet.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.Step;
import org.escrowkit.wallet.store.StepPart;
import org.escrowkit.wallet.store.StoreException;
import org.escrowkit.wallet.store.StorePlace;
import org.jspecify.annotations.Nullable;

/**
 * The process of one of several watchers that share a store, each with a node of its own that lives the life of the
 * same seed. Does what its parent says, a line at a time, and answers each with a line.
 *
 * <p>Arguments: seed, moves that the node is to have made, the database's URL, a name, milliseconds of a lease.
 */
final class FailoverChild {
    private static final int NEVER = -1;

    private final SimulatedChain chain;
    private final Watcher watcher;
    private int statementsLeft = NEVER;
    private String end = "";
    private boolean reorg;

    private FailoverChild(String[] arguments) {
        chain = DoomedWatcher.chain(Long.parseLong(arguments[0]));
        for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
            move();
        }
        EscrowStore store = StorePlace.share(
                arguments[2],
                chain.node().genesis(),
                arguments[3],
                Duration.ofMillis(Long.parseLong(arguments[4])),
                this::beforeStatement);
        watcher = Watcher.open(
                chain.node(),
                Intercepted.of(EscrowStore.class, store, this::aroundStore),
                InstantSource.fixed(Instant.EPOCH),
                Optional.of(Runnable::run));
    }

    public static void main(String[] arguments) throws IOException {
        FailoverChild child = new FailoverChild(arguments);
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(child.answer(line.split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) {
        try {
            switch (words[0]) {
                case "move" -> move();
                case "settle" -> chain.settle();
                case "watch" -> {
                    List<ByteString> scripts =
                            Arrays.stream(words).skip(2).map(ByteString::ofHex).toList();
                    watcher.watch(scripts, Birth.atHeight(Integer.parseInt(words[1])), "loan");
                }
                case "poll" -> {
                    end = words[1];
                    statementsLeft = Integer.parseInt(words[2]);
                    WatchStatus status = watcher.poll();
                    statementsLeft = NEVER;
                    return status.getClass().getSimpleName();
                }
                default -> throw new IllegalArgumentException(String.join(" ", words));
            }
            return "ok";
        } catch (StoreException | RpcException failure) {
            statementsLeft = NEVER;
            return "failed " + failure.getClass().getSimpleName() + " " + failure.getMessage();
        }
    }

    private void move() {
        chain.mark();
        chain.move();
    }

    private @Nullable Object aroundStore(String method, Object[] arguments, Intercepted.Call call) throws Throwable {
        reorg = method.equals("commit")
                && ((Step) arguments[0]).parts().stream().anyMatch(StepPart.Disconnected.class::isInstance);
        return call.make(arguments);
    }

    /** Counts what is written only: the reads before are the same for all. */
    private void beforeStatement(String sql) {
        if (statementsLeft == NEVER) {
            return;
        }
        statementsLeft--;
        if (statementsLeft == NEVER) {
            System.out.println("at " + (reorg ? "reorg " : "step ") + sql.replaceFirst("[^A-Z].*", ""));
            if (end.equals("stop")) {
                stop();
            } else {
                new Semaphore(0).acquireUninterruptibly();
            }
        }
    }

    /** Goes on when its parent says so. */
    private static void stop() {
        try {
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
