package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.wallet.keystore.KeyFile;
import org.escrowkit.wallet.keystore.MasterKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Key files: a party's master key, encrypted under a passphrase. */
@Command(
        name = "keys",
        description = "Make, import and look at key files, which are encrypted and readable by you alone.")
final class KeysCommand {
    private static final String FILE = "FILE";

    private final Escrow escrow;
    private final SecureRandom random = new SecureRandom();

    KeysCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Command(description = "Make a key from 24 random words, which are shown once: write them down on paper.")
    int create(
            @Parameters(paramLabel = FILE, description = "The key file to be written.") Path file,
            @Option(
                            names = "--words-file",
                            paramLabel = FILE,
                            description = "Write the words into this new file instead of to the terminal.")
                    Optional<Path> wordsFile,
            @Option(
                            names = "--no-words",
                            description = "A key without words: the file and its copies are all there is.")
                    boolean noWords,
            @Mixin PassphraseOptions passphrase,
            @Mixin PartyOptions party) {
        Words.requirePlace(escrow.console(), wordsFile, noWords);
        try (Secret chosen = passphrase.choose(escrow.console(), file)) {
            if (noWords) {
                try (MasterKey key = MasterKey.generate(random)) {
                    return written(key, file, chosen, party);
                }
            }
            try (Words words = Words.random(random);
                    MasterKey key = words.masterKey("")) {
                // First: a key without the words that it was to have would look complete.
                wordsFile.ifPresent(words::write);
                int code = written(key, file, chosen, party);
                words.show(escrow.console(), wordsFile);
                return code;
            }
        }
    }

    @Command(
            name = "import",
            description = "Make a key file from the words of BIP39, or from an extended private key of a master.")
    int imported(
            @Parameters(paramLabel = FILE, description = "The key file to be written.") Path file,
            @Option(
                            names = "--from",
                            paramLabel = FILE,
                            description = "A file with the words or the xprv, or - for the standard input, "
                                    + "behind the passphrase if that comes from there too. "
                                    + "By default the terminal asks, and shows nothing of it.")
                    Optional<Path> from,
            @Option(
                            names = "--bip39-passphrase-file",
                            paramLabel = FILE,
                            description = "Its first line is BIP39's own passphrase, the so-called 25th word.")
                    Optional<Path> extension,
            @Mixin PassphraseOptions passphrase,
            @Mixin PartyOptions party) {
        try (Secret chosen = passphrase.choose(escrow.console(), file);
                Secret secret = Words.read(escrow.console(), from);
                MasterKey key = Words.masterKey(secret, extension)) {
            return written(key, file, chosen, party);
        }
    }

    private int written(MasterKey key, Path file, Secret passphrase, PartyOptions party) {
        KeyFile.write(key, file, passphrase.chars(), random);
        escrow.remark("Written to " + file + ". Keep a copy elsewhere, and the passphrase apart from it.");
        return shown(key, file, party);
    }

    @Command(description = "Show what a key file holds, but for its secrets.")
    int show(
            @Parameters(paramLabel = FILE, description = "The key file.") Path file,
            @Mixin PassphraseOptions passphrase,
            @Mixin PartyOptions party) {
        try (Secret known = passphrase.ask(escrow.console(), file);
                MasterKey key = KeyFile.open(file, known.chars())) {
            return shown(key, file, party);
        }
    }

    private int shown(MasterKey key, Path file, PartyOptions party) {
        PublicKeys keys = party.of(key);
        Map<String, Object> fields = Json.object("file", file);
        fields.putAll(keys.fields());
        escrow.answer(keys.text(), fields);
        return Exit.DONE;
    }

    @Command(
            description = "Print what the other parties need of a key file: the account key with its origin, "
                    + "and the contract key, a line each. Both are public.")
    int export(
            @Parameters(paramLabel = FILE, description = "The key file.") Path file,
            @Mixin PassphraseOptions passphrase,
            @Mixin PartyOptions party) {
        try (Secret known = passphrase.ask(escrow.console(), file);
                MasterKey key = KeyFile.open(file, known.chars())) {
            PublicKeys keys = party.of(key);
            escrow.answer(keys.account() + "\n" + keys.contractKey(), keys.fields());
            return Exit.DONE;
        }
    }

    @Command(description = "Encrypt a key file anew, under another passphrase. Copies of it keep the old one.")
    int passphrase(
            @Parameters(paramLabel = FILE, description = "The key file.") Path file,
            @Option(
                            names = "--new-passphrase-file",
                            paramLabel = FILE,
                            description = "Its first line is the new passphrase; by default it comes from where the "
                                    + "old one does: a person, or the next line of the standard input.")
                    Optional<Path> next,
            @Mixin PassphraseOptions old) {
        try (Secret known = old.ask(escrow.console(), file);
                Secret chosen = next(file, next, old)) {
            KeyFile.changePassphrase(file, known.chars(), chosen.chars(), random);
            escrow.answer("The passphrase of " + file + " is changed.", Json.object("file", file, "changed", true));
            return Exit.DONE;
        }
    }

    private Secret next(Path file, Optional<Path> from, PassphraseOptions old) {
        Console console = escrow.console();
        if (from.isPresent()) {
            return PassphraseOptions.chosen(console, Secret.inFile(from.get()), /* typed= */ false);
        } else if (old.stdin) {
            return PassphraseOptions.chosen(console, Secret.line(console.in()), /* typed= */ false);
        }
        Secret typed = Secret.typed(PassphraseOptions.terminal(console), "New passphrase of " + file + ": ");
        return PassphraseOptions.chosen(console, typed, /* typed= */ true);
    }
}
