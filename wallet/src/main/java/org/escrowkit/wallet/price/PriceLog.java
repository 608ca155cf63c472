package org.escrowkit.wallet.price;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;

/**
 * A book's prices on the disk: some {@link AuditLog}s of so many rows each, {@code prices-00000001.log} and on. The
 * last is written to; one whose prices have all grown too old is deleted, unless it proves an equivocation.
 */
final class PriceLog implements AutoCloseable {
    /** A row is a price. */
    static final String PRICE = "price";

    /** A row is the second price under one number. */
    static final String EQUIVOCATION = "equivocation";

    private static final String NAME = "prices-%08d.log";
    private static final String PATTERN = "prices-[0-9]{8}\\.log";

    private final Path directory;
    private final int rowsEach;
    private final List<Part> parts = new ArrayList<>();
    private AuditLog open;

    private static final class Part {
        private final Path file;
        private int rows;
        private Instant newest = Instant.MIN;
        private boolean proof;

        Part(Path file) {
            this.file = file;
        }

        void saw(String kind, PriceAttestation price) {
            rows++;
            Instant at = price.statement().at();
            newest = at.isAfter(newest) ? at : newest;
            proof |= kind.equals(EQUIVOCATION);
        }
    }

    /**
     * @param reader gets the kind of each row and its price, in the order in which they were written
     * @throws org.escrowkit.wallet.audit.AuditException if it is in use, cannot be used, or was changed
     * @throws org.escrowkit.core.bitcoin.MalformedException if a row is no price
     */
    PriceLog(Path directory, int rowsEach, BiConsumer<String, PriceAttestation> reader) throws IOException {
        this.directory = directory;
        this.rowsEach = rowsEach;
        Files.createDirectories(directory);
        List<Path> files = new ArrayList<>(files(directory));
        if (files.isEmpty()) {
            files.add(directory.resolve(String.format(NAME, 1)));
        }
        AuditLog last = null;
        for (Path file : files) {
            if (last != null) {
                last.close();
            }
            last = read(file, reader);
        }
        open = Objects.requireNonNull(last);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().matches(PATTERN))
                    .sorted()
                    .toList();
        }
    }

    private AuditLog read(Path file, BiConsumer<String, PriceAttestation> reader) {
        Part part = new Part(file);
        parts.add(part);
        return AuditLog.open(file, Optional.empty(), row -> {
            PriceAttestation price = price(row);
            part.saw(row.kind(), price);
            reader.accept(row.kind(), price);
        });
    }

    private static PriceAttestation price(AuditRow row) {
        return EvidenceCodec.decode(row.body()).prices().get(0);
    }

    /** Returns when it is on the disk. */
    void append(String kind, PriceAttestation price, Instant now) {
        if (last().rows >= rowsEach) {
            begin();
        }
        ByteString body = EvidenceCodec.encode(Evidence.of(List.of(price)));
        open.append(now, kind, body);
        last().saw(kind, price);
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }

    private void begin() {
        String name = last().file.getFileName().toString();
        int number = Integer.parseInt(name.substring(7, 15));
        Path file = directory.resolve(String.format(NAME, number + 1));
        AuditLog next = AuditLog.open(file, Optional.empty(), row -> {});
        open.close();
        open = next;
        parts.add(new Part(file));
    }

    /** Deletes what is older as a whole. */
    void forgetBefore(Instant time) throws IOException {
        for (Part part : List.copyOf(parts.subList(0, parts.size() - 1))) {
            if (!part.proof && part.newest.isBefore(time)) {
                Files.deleteIfExists(part.file);
                parts.remove(part);
            }
        }
    }

    @Override
    public void close() {
        open.close();
    }
}
