package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.watch.Birth;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a party needs to decide on a signature alone. */
final class SignOptions {
    private static final String FILE = "FILE";
    private static final String BTC = "BTC";

    @Option(names = "--key", paramLabel = FILE, required = true, description = "Your key file.")
    Path key = Path.of("");

    @Option(
            names = "--account",
            paramLabel = "N",
            defaultValue = "0",
            description = "The account's number, 0 by default.")
    int account;

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "borrower, lender or arbiter.")
    Role role = Role.BORROWER;

    @Option(
            names = "--loan",
            paramLabel = FILE,
            required = true,
            description = "The loan, as your own records have it.")
    Path loan = Path.of("");

    @Option(names = "--evidence", paramLabel = FILE, description = "The evidence that came with the PSBT.")
    Optional<Path> evidence = Optional.empty();

    @Option(
            names = "--audit",
            paramLabel = FILE,
            required = true,
            description = "Your audit log, by which you know what you signed before; begun if there is none.")
    Path audit = Path.of("");

    @Option(
            names = "--head",
            paramLabel = "N:HASH",
            converter = HeadText.class,
            description = "The log's head after the last time: an older copy of the log is refused.")
    Optional<AuditHead> head = Optional.empty();

    @Option(names = "--store", paramLabel = FILE, description = "Deposits of the loan, kept from the last time.")
    Optional<Path> store = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "HEIGHT|DATE",
            converter = Since.class,
            description = "Look for the loan's deposits from here on, by default from its start.")
    Optional<Birth> since = Optional.empty();

    @Option(names = "--most", paramLabel = BTC, description = "What may leave your loans within --window.")
    private Optional<BigDecimal> most = Optional.empty();

    @Option(names = "--most-fees", paramLabel = BTC, description = "What may go to miners within --window.")
    private Optional<BigDecimal> fees = Optional.empty();

    @Option(names = "--window", paramLabel = "HOURS", defaultValue = "24", description = "24 hours by default.")
    private int window;

    @Option(
            names = "--cooling-off",
            paramLabel = "HOURS",
            defaultValue = "0",
            description = "How long a settlement must be known to you before you sign it, 0 by default.")
    private int coolingOff;

    @Mixin
    PassphraseOptions passphrase = new PassphraseOptions();

    @Mixin
    NodeOptions node = new NodeOptions();

    SigningLimits limits() {
        if (most.isEmpty() && fees.isEmpty() && coolingOff == 0) {
            return SigningLimits.NONE;
        }
        return new SigningLimits(
                most.map(Coin::ofBtc).orElse(BitcoinNetwork.MAX_MONEY),
                fees.map(Coin::ofBtc).orElse(BitcoinNetwork.MAX_MONEY),
                Duration.ofHours(window),
                Duration.ofHours(coolingOff));
    }

    /** The standard input is the PSBT or the passphrase. */
    void requirePlace(Optional<Path> psbt) {
        if (passphrase.stdin
                && psbt.filter(named -> !named.equals(Path.of("-"))).isEmpty()) {
            throw Failure.usage(
                    "the standard input is the PSBT or the passphrase, not both",
                    "Name the PSBT's file, or --passphrase-file.");
        }
    }
}
