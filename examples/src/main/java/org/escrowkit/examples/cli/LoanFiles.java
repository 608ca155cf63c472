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
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.TermsCodec;

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

    /** In the bytes of their codec, or as JSON. */
    static LoanTerms terms(Path file) {
        return read(file, "terms", bytes -> isCodec(bytes) ? TermsCodec.decode(bytes) : TermsFile.parse(file, bytes));
    }

    /** JSON begins with no such byte. */
    private static boolean isCodec(ByteString bytes) {
        return !bytes.isEmpty() && bytes.at(0) == 1;
    }

    static void write(Loan loan, Path file) {
        NewFile.write(file, LoanCodec.encode(loan).toByteArray());
    }

    static void write(LoanTerms terms, Path file) {
        NewFile.write(file, TermsCodec.encode(terms).toByteArray());
    }

    static void write(Evidence evidence, Path file) {
        NewFile.write(file, EvidenceCodec.encode(evidence).toByteArray());
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
