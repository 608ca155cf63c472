package org.escrowkit.examples.cli;

import java.io.PrintWriter;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bitcoinj.crypto.MnemonicCode;
import org.escrowkit.wallet.keystore.MasterKey;

/**
 * The words of BIP39 on their way between a person and a key file. Each is a text of the list that everybody has; what
 * is secret is their order, which {@link #close} forgets.
 */
final class Words implements AutoCloseable {
    private static final int ENTROPY = 32;
    private static final int TO_A_LINE = 4;

    private final List<String> words;

    private Words(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    /** 24 of them. */
    static Words random(SecureRandom random) {
        byte[] entropy = new byte[ENTROPY];
        random.nextBytes(entropy);
        try {
            return new Words(MnemonicCode.INSTANCE.toMnemonic(entropy));
        } finally {
            Arrays.fill(entropy, (byte) 0);
        }
    }

    MasterKey masterKey(String extension) {
        return MasterKey.ofMnemonic(words, extension);
    }

    /** Words are for eyes or for a file that is named: a pipe may end in a log. */
    static void requirePlace(Console console, Optional<Path> file, boolean none) {
        if (none && file.isPresent()) {
            throw Failure.usage("--no-words leaves nothing for --words-file", "Name one of the two.");
        }
        if (!none && file.isEmpty() && console.terminal().isEmpty()) {
            throw Failure.usage(
                    "nobody sits at a terminal to write the words down", "Name --words-file FILE or --no-words.");
        }
        file.ifPresent(NewFile::requireNone);
    }

    /** To the terminal, unless they are in a file. */
    void show(Console console, Optional<Path> file) {
        if (file.isPresent()) {
            console.err().println("The words are in " + file.get() + ". Who has them has the key.");
            return;
        }
        PrintWriter out = console.err();
        out.println();
        out.println("Write these words down, in this order. They are shown once; who has them has the key:");
        for (int i = 0; i < words.size(); i++) {
            out.print(i % TO_A_LINE == 0 ? "\n" : "");
            out.printf(Locale.ROOT, "%4d ", i + 1);
            out.print(words.get(i));
            out.print(" ".repeat(Math.max(1, 10 - words.get(i).length())));
        }
        out.println();
        out.println();
    }

    /** Into a file that its owner alone may read. */
    void write(Path file) {
        byte[] content = ascii();
        try {
            NewFile.write(file, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** On one line. */
    private byte[] ascii() {
        byte[] line =
                new byte[words.stream().mapToInt(word -> word.length() + 1).sum()];
        int at = 0;
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                line[at++] = (byte) word.charAt(i);
            }
            line[at++] = ' ';
        }
        line[at - 1] = '\n';
        return line;
    }

    /** What is to be imported: from a file, from - or from a person. */
    static Secret read(Console console, Optional<Path> from) {
        if (from.isEmpty()) {
            return Secret.typed(PassphraseOptions.terminal(console), "The words, or the xprv, on one line: ");
        }
        return from.get().equals(Path.of("-")) ? Secret.line(console.in()) : Secret.inFile(from.get());
    }

    /** A master key of the words, or of the xprv. */
    static MasterKey masterKey(Secret secret, Optional<Path> extension) {
        // Texts that the library asks for: they stay in memory until they are collected.
        String text = CharBuffer.wrap(secret.chars()).toString().strip();
        if (text.isEmpty()) {
            throw Failure.refused("there are no words and no xprv", "Give them on one line.");
        }
        if (!text.contains(" ")) {
            return MasterKey.ofXprv(text);
        }
        try (Words words = new Words(List.of(text.toLowerCase(Locale.ROOT).split("\\s+")));
                Secret more = extension.map(Secret::inFile).orElseGet(Secret::none)) {
            return words.masterKey(CharBuffer.wrap(more.chars()).toString());
        }
    }

    @Override
    public void close() {
        words.clear();
    }

    @Override
    public String toString() {
        return "Words[redacted]";
    }
}
