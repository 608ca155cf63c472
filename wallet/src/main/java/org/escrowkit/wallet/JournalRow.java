package org.escrowkit.wallet;

import java.nio.charset.StandardCharsets;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.wallet.audit.AuditRow;

/** What a row of a loan's journal says. */
sealed interface JournalRow {
    record Opened(Loan loan) implements JournalRow {}

    record Changed(LoanEvent event) implements JournalRow {}

    record Refused(Command command, String reason) implements JournalRow {}

    record Shown(Evidence evidence) implements JournalRow {}

    record Moved(ServiceEvent.DepositChanged deposit) implements JournalRow {}

    record Trouble(String words) implements JournalRow {}

    /** @throws MalformedException for a row that this version did not write */
    static JournalRow decode(AuditRow row) {
        ByteString body = row.body();
        return switch (JournalKind.of(row.kind())) {
            case OPENED -> new Opened(LoanCodec.decode(body));
            case EVENT -> new Changed(LoanCodec.decodeEvent(body));
            case REFUSED -> refused(body);
            case EVIDENCE -> new Shown(EvidenceCodec.decode(body));
            case DEPOSIT -> deposit(ServiceEventForms.decode(body));
            case TROUBLE -> new Trouble(text(body));
        };
    }

    private static Refused refused(ByteString body) {
        ByteReader in = ByteReader.of(body, "refused command");
        LoanEvent event = LoanCodec.decodeEvent(in.readVarBytes());
        String reason = text(in.readVarBytes());
        in.expectEnd();
        if (event instanceof Command command) {
            return new Refused(command, reason);
        }
        throw in.malformed("a fact, which nobody can refuse");
    }

    private static Moved deposit(ServiceEvent event) {
        if (event instanceof ServiceEvent.DepositChanged deposit) {
            return new Moved(deposit);
        }
        throw new MalformedException("deposit row", 0, "another event");
    }

    private static String text(ByteString utf8) {
        return new String(utf8.toByteArray(), StandardCharsets.UTF_8);
    }
}
