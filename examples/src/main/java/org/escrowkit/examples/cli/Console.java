package org.escrowkit.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a command reads and writes: a terminal, pipes, or a test's strings.
 *
 * @param in what is piped in
 * @param out for what was asked for, and nothing else
 * @param err for all that is said beside it
 * @param terminal with a person at it; empty where input or output is a pipe or a file
 * @param colour whether escape sequences are understood and wanted
 * @param atInterrupt takes what is to happen at Ctrl-C; the process ends when that returns
 */
record Console(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Optional<Terminal> terminal,
        boolean colour,
        InstantSource clock,
        Consumer<Runnable> atInterrupt) {
    /** A person who can be asked. */
    @FunctionalInterface
    interface Terminal {
        /** Asks for a line that is not shown while it is typed; the caller wipes it. Empty at the end of the input. */
        char[] askSecret(String prompt);
    }

    /** That of this process. */
    static Console ofProcess() {
        // From JDK 22 to 24 there is a console even where nobody sits.
        System.setProperty("jdk.console", "java.base");
        Optional<java.io.Console> tty = Optional.ofNullable(System.console());
        boolean colour = tty.isPresent()
                && Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty()
                && !"dumb".equals(System.getenv("TERM"));
        return new Console(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                tty.map(console -> prompt -> {
                    char[] typed = console.readPassword("%s", prompt);
                    return typed == null ? new char[0] : typed;
                }),
                colour,
                InstantSource.system(),
                action -> Runtime.getRuntime().addShutdownHook(new Thread(action, "escrow-interrupt")));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), /* autoFlush= */ true, StandardCharsets.UTF_8);
    }
}
