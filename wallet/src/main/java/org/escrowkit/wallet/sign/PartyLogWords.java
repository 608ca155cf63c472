package org.escrowkit.wallet.sign;

import java.util.stream.Collectors;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.Notice;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.audit.Printable;

/** What a row of a party's log says, on one line for a person; {@link PartyLogExport} has all of it. */
public final class PartyLogWords {
    private PartyLogWords() {}

    /** Never an exception: a row of another version or of another's log has only its size. */
    public static String of(AuditRow row) {
        try {
            return Printable.of(of(PartyRow.decode(row)));
        } catch (MalformedException notOurs) {
            return row.body().size() + " bytes that this version does not read";
        }
    }

    private static String of(PartyRow row) {
        if (row instanceof PartyRow.History history) {
            return of(history.event());
        } else if (row instanceof PartyRow.Reasons reasons) {
            Evidence shown = reasons.evidence();
            return shown.statements().size() + " statements and "
                    + shown.prices().size() + " prices about contract " + reasons.contract();
        } else if (row instanceof PartyRow.Refusal refusal) {
            return "contract " + refusal.contract() + ": "
                    + refusal.reasons().stream()
                            .map(reason ->
                                    reason.rule() + ": expected " + reason.expected() + ", found " + reason.found())
                            .collect(Collectors.joining("; "));
        } else if (row instanceof PartyRow.HandedOut out) {
            return "handed out " + out.psbt().unsignedTransaction().txid();
        }
        return "signed " + ((PartyRow.Signatures) row).txid();
    }

    private static String of(HistoryEvent event) {
        if (event instanceof HistoryEvent.Signed signed) {
            return "decided to sign " + signed.spend().unsigned().txid();
        } else if (event instanceof HistoryEvent.Noticed noticed) {
            return "demanded from now on: " + of(noticed.notice());
        }
        return "no longer demanded: " + of(((HistoryEvent.Withdrawn) event).notice());
    }

    private static String of(Notice notice) {
        return notice.kind() + " of contract " + notice.contract();
    }
}
