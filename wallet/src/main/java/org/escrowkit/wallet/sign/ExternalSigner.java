package org.escrowkit.wallet.sign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.psbt.Psbt;

/**
 * Keys that are elsewhere, with a person and a device or another wallet: what they are to sign is handed out as a PSBT,
 * and comes back hours later, or never. A {@link SigningParty} that signs so answers
 * {@link SigningParty.Answer.Waiting} until it has taken it back.
 *
 * @param account whose keys they are
 * @param desk the directory in which each PSBT is laid as {@code <txid>.psbt}, and where the one that comes back is
 *     looked for under this name or one that begins so, such as {@code <txid>-signed.psbt}; empty where they travel
 *     otherwise, such as in base64
 */
public record ExternalSigner(AccountKey account, Optional<Path> desk) implements PartyKeys {
    private static final String SUFFIX = ".psbt";

    public ExternalSigner(AccountKey account, Path desk) {
        this(account, Optional.of(desk));
    }

    /** One whose PSBTs travel by other means than files. */
    public static ExternalSigner withoutFiles(AccountKey account) {
        return new ExternalSigner(account, Optional.empty());
    }

    /**
     * Lays it out, unless a file of this name is there already: it may have somebody's signatures in it.
     *
     * @throws PsbtFileException if it cannot be written
     */
    void layOut(Sha256Hash txid, Psbt psbt) {
        desk.map(directory -> directory.resolve(txid + SUFFIX))
                .filter(file -> !Files.exists(file))
                .ifPresent(file -> PsbtFile.write(psbt, file));
    }

    /** What lies there for a transaction, in the order of the names. */
    List<Path> files(Sha256Hash txid) {
        return desk.map(directory -> files(directory, txid.toString())).orElse(List.of());
    }

    private static List<Path> files(Path directory, String prefix) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> isNamed(file, prefix)).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isNamed(Path file, String prefix) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(prefix) && name.endsWith(SUFFIX);
    }
}
