package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.escrowkit.wallet.node.JsonValue;

/** Runs commands in this process, with strings in the place of a terminal. */
final class TestConsole {
    private final Deque<String> typed = new ArrayDeque<>();
    private final InstantSource clock;
    private boolean terminal;
    private boolean colour;
    private String piped = "";
    private HeardWriter out = new HeardWriter();
    private HeardWriter err = new HeardWriter();

    TestConsole() {
        this(InstantSource.system());
    }

    TestConsole(InstantSource clock) {
        this.clock = clock;
    }

    /** Somebody sits there, and types these lines when he is asked. */
    TestConsole typing(String... lines) {
        terminal = true;
        typed.addAll(List.of(lines));
        return this;
    }

    TestConsole piping(String text) {
        piped = text;
        return this;
    }

    TestConsole colourful() {
        colour = true;
        return this;
    }

    int run(Object... args) {
        forget();
        return goOn(args);
    }

    /** As {@link #run}, on top of what was printed before: another thread may be waiting for it. */
    int goOn(Object... args) {
        return Escrow.run(console(), Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    }

    /** What was printed so far. */
    void forget() {
        out = new HeardWriter();
        err = new HeardWriter();
    }

    private Console console() {
        Console.Terminal person = prompt -> {
            err.write(prompt);
            return Optional.ofNullable(typed.poll()).orElse("").toCharArray();
        };
        return new Console(
                new ByteArrayInputStream(piped.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                terminal ? Optional.of(person) : Optional.empty(),
                colour,
                clock,
                atInterrupt -> {});
    }

    /** The answer of a command that did what it was told. */
    String done(Object... args) {
        assertEquals(Exit.DONE, run(args), () -> out() + err());
        return out().strip();
    }

    JsonValue json(Object... args) {
        Object[] more = Arrays.copyOf(args, args.length + 1);
        more[args.length] = "--json";
        return JsonValue.parse(done(more));
    }

    /** What a command that did not says about it. */
    String failed(int code, Object... args) {
        assertEquals(code, run(args), () -> out() + err());
        return err().strip();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** Waits until a command that runs on another thread has printed this, and flushed it. */
    void await(String text) throws InterruptedException {
        out.await(text);
    }

    private static final class HeardWriter extends StringWriter {
        private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

        @Override
        public void flush() {
            synchronized (this) {
                notifyAll();
            }
        }

        void await(String text) throws InterruptedException {
            long end = System.nanoTime() + MOST_NANOS;
            synchronized (this) {
                while (!toString().contains(text)) {
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    assertTrue(left > 0, () -> "nowhere " + text + " in " + this);
                    wait(left);
                }
            }
        }
    }
}
