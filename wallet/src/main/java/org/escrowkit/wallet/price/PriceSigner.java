package org.escrowkit.wallet.price;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.PriceStatement;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.wallet.file.DurableFile;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.price.PriceSignerException.Fault;
import org.jspecify.annotations.Nullable;

/**
 * A source of one currency's prices: signs what its quorum agrees on, counting from 1 without a gap. Guarantees that no
 * number is ever under two prices: an attestation is on the disk, whole and signed, before {@link #sign} returns it,
 * and what was written and perhaps not handed out is handed out again as {@link #last}, byte for byte. One process at a
 * time counts with a file. Safe for use by several threads.
 *
 * <p>The file holds the last attestation as evidence of one price ({@link EvidenceCodec}), so that its own signature
 * tells whether it is whole. Beside it a file ending in {@code .lock} keeps others out.
 */
public final class PriceSigner implements AutoCloseable {
    private final Path file;
    private final String source;
    private final ContractSecret key;
    private final FileChannel lock;
    private final Writer writer;
    private Optional<PriceAttestation> last;
    private boolean broken;

    /** How the count reaches the disk. */
    @FunctionalInterface
    interface Writer {
        void replace(Path file, byte[] content) throws IOException;
    }

    private PriceSigner(
            Path file,
            String source,
            ContractSecret key,
            FileChannel lock,
            Writer writer,
            Optional<PriceAttestation> last) {
        this.file = file;
        this.source = source;
        this.key = key;
        this.lock = lock;
        this.writer = writer;
        this.last = last;
    }

    /**
     * Goes on counting where the file ends, or begins at 1 where there is none.
     *
     * @param source its name in the terms
     * @param key stays the caller's to close
     * @param known the last price of this source that anybody has seen, such as a {@link PriceBook}: a file that ends
     *     before it is refused, for it would count the same numbers again
     * @throws PriceSignerException if the file is in use, unusable, another source's, or older than what is known
     */
    public static PriceSigner open(Path file, String source, ContractSecret key, Optional<PriceStatement> known) {
        return open(file, source, key, known, DurableFile::replace);
    }

    static PriceSigner open(
            Path file, String source, ContractSecret key, Optional<PriceStatement> known, Writer writer) {
        try {
            FileChannel lock = lock(file);
            try {
                Optional<PriceAttestation> last = read(file, source, key);
                long counted = last.map(price -> price.statement().sequence()).orElse(0L);
                if (known.filter(price -> price.sequence() > counted).isPresent()) {
                    throw new PriceSignerException(
                            Fault.ROLLED_BACK,
                            file,
                            "it ends at " + counted + ", and " + known.get().sequence() + " is known",
                            null);
                }
                return new PriceSigner(file, source, key, lock, writer, last);
            } catch (IOException | RuntimeException refused) {
                lock.close();
                throw refused;
            }
        } catch (IOException unusable) {
            throw unusable(file, unusable);
        }
    }

    /** On a file of its own: the other one is replaced each time. */
    private static FileChannel lock(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileLock held = null;
        @Nullable Exception cause = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            cause = inThisProcess;
        }
        if (held == null) {
            channel.close();
            throw new PriceSignerException(Fault.IN_USE, file, "another signer has it", cause);
        }
        return channel;
    }

    private static Optional<PriceAttestation> read(Path file, String source, ContractSecret key) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException fresh) {
            return Optional.empty();
        }
        // A crash may have come between the new name and its being on the disk: it must not go back from here on.
        DurableFile.syncDirectory(file);
        try {
            Evidence evidence = EvidenceCodec.decode(ByteString.of(content));
            PriceAttestation price =
                    evidence.prices().size() == 1 ? evidence.prices().get(0) : null;
            if (price == null || !price.statement().source().equals(source) || !price.isSignedBy(key.publicKey())) {
                throw new PriceSignerException(
                        Fault.MALFORMED, file, "no price of " + source + " signed by " + key.publicKey(), null);
            }
            return Optional.of(price);
        } catch (MalformedException other) {
            throw new PriceSignerException(Fault.MALFORMED, file, String.valueOf(other.getMessage()), other);
        }
    }

    /** The last price that was signed: to be published again after a restart. */
    public synchronized Optional<PriceAttestation> last() {
        return last;
    }

    /**
     * Signs under the next number. The time is that of the oldest of the quorum's answers, in whole seconds, and never
     * before that of the last price: what the quorum agreed on held from the one to the other.
     *
     * @throws IllegalArgumentException as {@link #sign(Quote)}
     * @throws PriceSignerException as {@link #sign(Quote)}
     */
    public PriceAttestation sign(QuorumResult.Agreed agreed) {
        return sign(agreed.quote());
    }

    /**
     * The same for a price that the caller answers for.
     *
     * @throws IllegalArgumentException for another currency than before
     * @throws PriceSignerException if it is not known to be on the disk; nothing is signed any more, then
     */
    public synchronized PriceAttestation sign(Quote quote) {
        if (broken) {
            throw new PriceSignerException(Fault.UNUSABLE, file, "a price before was not written", null);
        }
        Price price = Amounts.plain(quote.price());
        Instant at = quote.at().truncatedTo(ChronoUnit.SECONDS);
        long number = 1;
        if (last.isPresent()) {
            PriceStatement before = last.get().statement();
            if (!before.price().ofOneBitcoin().isSameCurrency(price.ofOneBitcoin())) {
                throw new IllegalArgumentException("this counts prices in another currency: " + before.price());
            }
            number = before.sequence() + 1;
            at = at.isBefore(before.at()) ? before.at() : at;
        }
        PriceAttestation attestation = key.attest(new PriceStatement(source, number, price, at));
        ByteString content = EvidenceCodec.encode(Evidence.of(List.of(attestation)));
        // Until it is known to be there, it may be there or not: the next opening tells.
        broken = true;
        try {
            writer.replace(file, content.toByteArray());
        } catch (IOException failed) {
            throw unusable(file, failed);
        }
        broken = false;
        last = Optional.of(attestation);
        return attestation;
    }

    private static PriceSignerException unusable(Path file, IOException cause) {
        return new PriceSignerException(Fault.UNUSABLE, file, String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public synchronized void close() {
        broken = true;
        try {
            lock.close();
        } catch (IOException failed) {
            throw unusable(file, failed);
        }
    }
}
