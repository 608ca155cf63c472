package org.escrowkit.wallet.sign;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.Notice;
import org.escrowkit.core.policy.SignedSpend;
import org.escrowkit.core.policy.SigningHistory;
import org.escrowkit.wallet.audit.EvidenceJson;

/** What a row of a party's log means, as fields of an object. */
record PartyRowJson(JsonGenerator json) {
    void write(PartyRow row) throws IOException {
        if (row instanceof PartyRow.History history) {
            write(history.event());
        } else if (row instanceof PartyRow.Reasons reasons) {
            new EvidenceJson(json).write(reasons.evidence());
        } else if (row instanceof PartyRow.Refusal refusal) {
            write(refusal);
        } else if (row instanceof PartyRow.HandedOut out) {
            json.writeStringField(
                    "txid", out.psbt().unsignedTransaction().txid().toString());
            json.writeStringField("psbt", out.psbt().toBase64());
        } else if (row instanceof PartyRow.Signatures given) {
            json.writeStringField("txid", given.txid().toString());
            json.writeArrayFieldStart("signatures");
            for (ByteString signature : given.signatures()) {
                json.writeString(signature.toHex());
            }
            json.writeEndArray();
        }
    }

    private void write(HistoryEvent event) throws IOException {
        if (event instanceof HistoryEvent.Noticed noticed) {
            write("noticed", noticed.notice());
        } else if (event instanceof HistoryEvent.Withdrawn withdrawn) {
            write("withdrawn", withdrawn.notice());
        } else if (event instanceof HistoryEvent.Signed signed) {
            write(signed);
        }
    }

    private void write(String event, Notice notice) throws IOException {
        json.writeStringField("event", event);
        json.writeStringField("settlement", notice.kind());
        json.writeStringField("since", notice.since().toString());
    }

    private void write(HistoryEvent.Signed signed) throws IOException {
        SignedSpend spend = signed.spend();
        Transaction transaction = spend.unsigned();
        json.writeStringField("event", "decided");
        json.writeStringField("txid", transaction.txid().toString());
        json.writeNumberField("leaving", spend.leaving().value);
        json.writeNumberField("fee", spend.fee().value);
        json.writeBooleanField("halfSignedLiquidation", spend.halfSignedLiquidation());
        json.writeArrayFieldStart("inputs");
        for (TransactionInput input : transaction.inputs()) {
            json.writeString(input.outpoint().toString());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("outputs");
        for (TransactionOutput output : transaction.outputs()) {
            json.writeStartObject();
            json.writeNumberField("value", output.value().value);
            json.writeStringField("script", output.scriptPubKey().toHex());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("heard");
        for (Map.Entry<SigningHistory.Speaker, Long> heard : signed.heard().entrySet()) {
            json.writeStartObject();
            json.writeStringField("contract", heard.getKey().contract().toString());
            json.writeStringField("party", EvidenceJson.name(heard.getKey().role()));
            json.writeNumberField("sequence", heard.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(PartyRow.Refusal refusal) throws IOException {
        json.writeArrayFieldStart("reasons");
        for (Reason reason : refusal.reasons()) {
            json.writeStartObject();
            json.writeStringField("rule", reason.rule());
            json.writeStringField("expected", reason.expected());
            json.writeStringField("found", reason.found());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
