package org.escrowkit.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;

/** Loans and evidence in files, in the bytes of their codecs. */
final class LoanFiles {
    private static final int MOST_BYTES = 16_000_000;

    private LoanFiles() {}

    /** A loan as the party's own records have it. */
    static Loan loan(Path file) {
        return read(file, "loan", LoanCodec::decode);
    }

    static Evidence evidence(Path file) {
        return read(file, "evidence", EvidenceCodec::decode);
    }

    private static <T> T read(Path file, String kind, Function<ByteString, T> codec) {
        try (InputStream in = Files.newInputStream(file)) {
            return codec.apply(ByteString.of(in.readNBytes(MOST_BYTES)));
        } catch (MalformedException refused) {
            throw Failure.refused(
                            file + " holds no " + kind + ": " + refused.getMessage(),
                            "Have it exported again, as the bytes of the " + kind + "'s codec.")
                    .because(refused);
        } catch (IOException unreadable) {
            throw Failure.refused(file + " cannot be read", "Name a file that this user may read.")
                    .because(unreadable);
        }
    }
}
