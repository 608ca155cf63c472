package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a key file's passphrase comes from: a person at the terminal, a file or a pipe, and never an argument. */
final class PassphraseOptions {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Its first line is the passphrase; only its owner may read it.")
    Optional<Path> file = Optional.empty();

    @Option(names = "--passphrase-stdin", description = "The next line of the standard input is the passphrase.")
    boolean stdin;

    /** That of a file that exists. */
    Secret ask(Console console, Path key) {
        return read(console, "Passphrase of " + key + ": ");
    }

    /** A new one, typed twice by a person. */
    Secret choose(Console console, Path key) {
        return chosen(console, read(console, "New passphrase of " + key + ": "), isTyped());
    }

    /** @param typed whether a person may have slipped, and is asked again */
    static Secret chosen(Console console, Secret first, boolean typed) {
        if (first.isEmpty()) {
            throw Failure.refused("the passphrase is empty", "Choose a long one: it is what guards the key.");
        }
        if (typed) {
            try (Secret second = Secret.typed(terminal(console), "The same again: ")) {
                if (!first.sameAs(second)) {
                    first.close();
                    throw Failure.refused("the two passphrases differ", "Try again; nothing was written.");
                }
            }
        }
        return first;
    }

    boolean isTyped() {
        return file.isEmpty() && !stdin;
    }

    private Secret read(Console console, String prompt) {
        if (file.isPresent() && stdin) {
            throw Failure.usage(
                    "two places for one passphrase", "Name one of --passphrase-file and --passphrase-stdin.");
        }
        return file.map(Secret::inFile)
                .orElseGet(() -> stdin ? Secret.line(console.in()) : Secret.typed(terminal(console), prompt));
    }

    static Console.Terminal terminal(Console console) {
        return console.terminal()
                .orElseThrow(() -> Failure.usage(
                        "nobody sits at a terminal to type a passphrase",
                        "Name --passphrase-file FILE or --passphrase-stdin."));
    }
}
