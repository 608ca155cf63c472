package org.escrowkit.examples.cli;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.policy.HistoryCodec;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.Notice;
import org.escrowkit.wallet.audit.AuditRow;

/** A row of a signing party's log on one line. */
final class AuditWords {
    private static final int FINGERPRINT = 32;

    private AuditWords() {}

    static String of(AuditRow row) {
        try {
            return switch (row.kind()) {
                case "history" -> of(HistoryCodec.decode(row.body()));
                case "refusal" ->
                    "contract " + contract(row) + ": "
                            + printable(new String(
                                    row.body()
                                            .slice(FINGERPRINT, row.body().size())
                                            .toByteArray(),
                                    StandardCharsets.UTF_8));
                case "evidence" ->
                    "contract " + contract(row) + ", " + (row.body().size() - FINGERPRINT) + " bytes";
                default -> row.body().size() + " bytes";
            };
        } catch (MalformedException | IndexOutOfBoundsException notOurs) {
            return row.body().size() + " bytes that this version does not read";
        }
    }

    private static String of(HistoryEvent event) {
        if (event instanceof HistoryEvent.Signed signed) {
            return "signed " + signed.spend().unsigned().txid();
        } else if (event instanceof HistoryEvent.Noticed noticed) {
            return "demanded from now on: " + of(noticed.notice());
        }
        return "no longer demanded: " + of(((HistoryEvent.Withdrawn) event).notice());
    }

    private static String of(Notice notice) {
        return notice.kind() + " of contract " + notice.contract();
    }

    private static String contract(AuditRow row) {
        return row.body().slice(0, FINGERPRINT).toHex();
    }

    /** A refusal repeats what a stranger sent: nothing of it reaches a terminal but letters. */
    private static String printable(String text) {
        return text.chars()
                .mapToObj(letter -> Character.isISOControl(letter) ? " " : Character.toString(letter))
                .collect(Collectors.joining());
    }
}
