package org.escrowkit.core.policy;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/**
 * The bytes of what adds to a signer's history, as a journal keeps them: one form only, its version in the first byte.
 */
public final class HistoryCodec {
    /** A transaction of the greatest standard weight has fewer. */
    private static final int MOST_BYTES = 1_000_000;

    private static final int FORM = 1;
    private static final List<Role> ROLES = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    private static final Choice<HistoryEvent> EVENTS = new Choice<>(
            "history event",
            List.of(
                    new Choice.Kind<>(
                            1, HistoryEvent.Signed.class, HistoryCodec::writeSigned, HistoryCodec::readSigned),
                    new Choice.Kind<>(
                            2,
                            HistoryEvent.Noticed.class,
                            (out, event) -> writeNotice(out, event.notice()),
                            in -> new HistoryEvent.Noticed(readNotice(in))),
                    new Choice.Kind<>(
                            3,
                            HistoryEvent.Withdrawn.class,
                            (out, event) -> writeNotice(out, event.notice()),
                            in -> new HistoryEvent.Withdrawn(readNotice(in)))));

    private HistoryCodec() {}

    public static ByteString encode(HistoryEvent event) {
        FormWriter out = new FormWriter().tag(FORM);
        EVENTS.write(out, event);
        return out.written();
    }

    /** @throws MalformedException unless these are the bytes of an event, naming the place that is wrong */
    public static HistoryEvent decode(ByteString bytes) {
        return FormReader.all(bytes, "signing history", FORM, MOST_BYTES, EVENTS::read, HistoryCodec::encode);
    }

    private static void writeSigned(FormWriter out, HistoryEvent.Signed signed) {
        SignedSpend spend = signed.spend();
        out.bytes(ByteString.of(spend.unsigned().serialize()))
                .coin(spend.leaving())
                .coin(spend.fee())
                .flag(spend.halfSignedLiquidation())
                .moment(spend.at());
        List<Map.Entry<SigningHistory.Speaker, Long>> heard = signed.heard().entrySet().stream()
                .sorted(Comparator.comparing(HistoryCodec::order))
                .toList();
        out.list(
                heard,
                (some, entry) -> some.raw(entry.getKey().contract().hash())
                        .tag(ROLES.indexOf(entry.getKey().role()))
                        .int64(entry.getValue()));
    }

    private static String order(Map.Entry<SigningHistory.Speaker, Long> entry) {
        return entry.getKey().contract() + " " + ROLES.indexOf(entry.getKey().role());
    }

    private static HistoryEvent.Signed readSigned(FormReader in) {
        SignedSpend spend = new SignedSpend(
                Transaction.parse(in.bytes(MOST_BYTES).toByteArray()), in.coin(), in.coin(), in.flag(), in.moment());
        Map<SigningHistory.Speaker, Long> heard = new LinkedHashMap<>();
        in.list(HistoryCodec::readHeard).forEach(entry -> heard.put(entry.getKey(), entry.getValue()));
        return new HistoryEvent.Signed(spend, heard);
    }

    private static Map.Entry<SigningHistory.Speaker, Long> readHeard(FormReader in) {
        ContractFingerprint contract = new ContractFingerprint(in.raw(ContractFingerprint.SIZE));
        int role = in.tag();
        if (role >= ROLES.size()) {
            throw in.malformed("no party has the number " + role);
        }
        return Map.entry(new SigningHistory.Speaker(contract, ROLES.get(role)), in.int64());
    }

    private static void writeNotice(FormWriter out, Notice notice) {
        out.raw(notice.contract().hash()).text(notice.kind()).moment(notice.since());
    }

    private static Notice readNotice(FormReader in) {
        return new Notice(new ContractFingerprint(in.raw(ContractFingerprint.SIZE)), in.text(), in.moment());
    }
}
