package org.escrowkit.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.sign.PartyLogWords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Audit logs of signing parties. */
@Command(name = "audit", description = "Verify the audit log of a signing party.")
final class AuditCommand {
    private final Escrow escrow;

    AuditCommand(Escrow escrow) {
        this.escrow = escrow;
    }

    @Command(
            description =
                    "Verify that nothing in an audit log was changed, and print its rows. The log is only read, and "
                            + "may be in use.")
    int verify(
            @Parameters(paramLabel = "FILE", description = "The audit log.") Path file,
            @Option(
                            names = "--head",
                            paramLabel = "N:HASH",
                            converter = HeadText.class,
                            description = "A head that was noted before: the log is to hold it still, "
                                    + "or it was replaced by an older copy.")
                    Optional<AuditHead> known)
            throws IOException {
        List<AuditRow> rows = new ArrayList<>();
        try {
            // Whoever writes to it meanwhile adds whole rows to these.
            long size = Files.size(file);
            AuditHead head = AuditLog.verify(file, known, rows::add);
            long whole = AuditLog.HEADER_BYTES
                    + rows.stream().mapToLong(AuditRow::size).sum();
            return verified(file, rows, head, Math.max(0, size - whole));
        } catch (AuditException refused) {
            throw Failure.refused(
                            file + ", row " + refused.row() + ": " + meaning(refused),
                            Failures.of(refused).next())
                    .because(refused);
        } catch (NoSuchFileException missing) {
            throw Failure.refused("no audit log " + file, "Name the file that 'escrow psbt sign --audit' writes.")
                    .because(missing);
        }
    }

    private static String meaning(AuditException refused) {
        return switch (refused.fault()) {
            case CHANGED -> "changed; all rows before it are as they were written";
            case ROLLED_BACK -> "missing, though it is known to have been there";
            case MALFORMED -> "this is no audit log of version 1";
            case UNUSABLE, IN_USE -> "the log cannot be read";
        };
    }

    private int verified(Path file, List<AuditRow> rows, AuditHead head, long unfinished) {
        String noted = HeadText.of(head);
        StringBuilder text = new StringBuilder();
        for (AuditRow row : rows) {
            text.append(String.format("%6d  %s  %-9s %s%n", row.number(), row.at(), row.kind(), PartyLogWords.of(row)));
        }
        text.append(rows.size())
                .append(rows.size() == 1 ? " row, " : " rows, ")
                .append("none changed. Head, to be kept elsewhere: ");
        text.append(noted);
        if (unfinished > 0) {
            text.append(String.format(
                    "%nBehind the last row stand %d bytes of one that was never finished: nothing was signed for it.",
                    unfinished));
        }
        escrow.answer(
                text.toString(),
                Json.object(
                        "file", file,
                        "intact", true,
                        "head", noted,
                        "unfinished_bytes", unfinished,
                        "rows", rows.stream().map(AuditCommand::fields).toList()));
        return Exit.DONE;
    }

    private static Map<String, Object> fields(AuditRow row) {
        return Json.object(
                "number", row.number(),
                "at", row.at(),
                "kind", row.kind(),
                "says", PartyLogWords.of(row),
                "body", row.body(),
                "hash", row.hash());
    }
}
