package org.escrowkit.wallet.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What exports of rows under hashes have in common: times are in UTC (ISO 8601), hashes in hexadecimal.
 *
 * @param json where the object is open that the fields belong to
 */
public record AuditJson(JsonGenerator json) {
    /** What every row has beside its meaning: {@code number}, {@code at}, {@code kind} and {@code hash}. */
    public void row(AuditRow row) throws IOException {
        json.writeNumberField("number", row.number());
        json.writeStringField("at", row.at().toString());
        json.writeStringField("kind", row.kind());
        json.writeStringField("hash", row.hash().toHex());
    }

    /** The end of rows that are as they were written: {@code intact} and the {@code head}. */
    public void intact(AuditHead head) throws IOException {
        json.writeBooleanField("intact", true);
        json.writeObjectFieldStart("head");
        json.writeNumberField("number", head.number());
        json.writeStringField("hash", head.hash().toHex());
        json.writeEndObject();
    }

    /** The end of rows that are not: {@code intact}, and the {@code fault} with the row at which it is. */
    public void fault(AuditFault kind, long row, String message) throws IOException {
        json.writeBooleanField("intact", false);
        json.writeObjectFieldStart("fault");
        json.writeStringField("kind", kind.name());
        json.writeNumberField("row", row);
        json.writeStringField("message", message);
        json.writeEndObject();
    }
}
