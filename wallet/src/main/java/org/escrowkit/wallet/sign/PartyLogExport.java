package org.escrowkit.wallet.sign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditJson;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;

/**
 * A party's log as JSON, one object: {@code rows}, each with its number, time, hash and contracts and what it means, up
 * to the first that is not as it was written; {@code intact}; the {@code head}, or the {@code fault} with the row at
 * which it is. All rows are verified, whichever are written. Amounts are in satoshi, times in UTC (ISO 8601), hashes
 * and scripts in hexadecimal, PSBTs in base64.
 */
public final class PartyLogExport {
    private static final JsonFactory JSON = new JsonFactory();

    private PartyLogExport() {}

    /**
     * Of a log that this process does not have open; see {@link SigningParty#exportLog} for one that it has.
     *
     * @param known its head as it was kept elsewhere
     * @param contract the one that is asked for; empty for all
     * @param out is flushed, and not closed
     * @return what is wrong with the log, if anything is
     * @throws AuditException if there is no log to read
     * @throws UncheckedIOException if it cannot be written
     */
    public static Optional<AuditException> write(
            Path log, Optional<AuditHead> known, Optional<ContractFingerprint> contract, Writer out) {
        return write(reader -> AuditLog.verify(log, known, reader), contract, out);
    }

    static Optional<AuditException> write(
            Function<Consumer<AuditRow>, AuditHead> log, Optional<ContractFingerprint> contract, Writer out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("rows");
            Optional<AuditException> fault = rows(log, contract, json);
            json.writeEndObject();
            return fault;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Optional<AuditException> rows(
            Function<Consumer<AuditRow>, AuditHead> log, Optional<ContractFingerprint> contract, JsonGenerator json)
            throws IOException {
        try {
            AuditHead head = log.apply(row -> write(row, contract, json));
            json.writeEndArray();
            new AuditJson(json).intact(head);
            return Optional.empty();
        } catch (AuditException fault) {
            json.writeEndArray();
            new AuditJson(json).fault(fault.fault(), fault.row(), String.valueOf(fault.getMessage()));
            return Optional.of(fault);
        }
    }

    private static void write(AuditRow row, Optional<ContractFingerprint> contract, JsonGenerator json) {
        PartyRow meaning = PartyRow.decode(row);
        if (!contract.map(meaning.contracts()::contains).orElse(true)) {
            return;
        }
        try {
            json.writeStartObject();
            new AuditJson(json).row(row);
            json.writeArrayFieldStart("contracts");
            for (ContractFingerprint one : meaning.contracts()) {
                json.writeString(one.toString());
            }
            json.writeEndArray();
            new PartyRowJson(json).write(meaning);
            json.writeEndObject();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
