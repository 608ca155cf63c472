package org.escrowkit.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.escrowkit.regtest.RegtestNode;

/** A {@link ServiceChild}, as its parent sees it. */
final class ServiceProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;

    /** @param url of the database */
    ServiceProcess(RegtestNode regtest, String url, String name, Duration lease) {
        String cookie = Path.of(regtest.rpc().call("getrpcinfo").get("logpath").asString())
                .resolveSibling(".cookie")
                .toString();
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1g",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ServiceChild.class.getName(),
                            regtest.rpcEndpoint().toString(),
                            cookie,
                            url,
                            name,
                            Long.toString(lease.toMillis()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = process.inputReader();
        input = process.outputWriter();
    }

    void begin(CommandRun run) {
        try {
            input.write(run.toString());
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words of the next line that begins with this one. */
    String[] await(String word) {
        return await(word, words -> true);
    }

    String[] await(String word, Predicate<String[]> condition) {
        try {
            while (true) {
                String line = output.readLine();
                if (line == null) {
                    throw new IllegalStateException("it ended before it was " + word);
                }
                String[] words = line.split(" ", -1);
                if (words[0].equals(word) && condition.test(words)) {
                    return words;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}. */
    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }
}
