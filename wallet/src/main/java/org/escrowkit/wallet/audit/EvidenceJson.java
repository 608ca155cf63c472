package org.escrowkit.wallet.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.util.Locale;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.PriceAttestation;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.vault.Role;

/**
 * Evidence as fields of an object: the hash that a PSBT names it by, what each party states and who signed that, and
 * the prices of the sources.
 *
 * @param json where the object is open that the fields belong to
 */
public record EvidenceJson(JsonGenerator json) {
    public void write(Evidence evidence) throws IOException {
        json.writeStringField("evidence", evidence.hash().toString());
        json.writeArrayFieldStart("statements");
        for (SignedStatement signed : evidence.statements()) {
            json.writeStartObject();
            json.writeStringField("says", signed.statement().claim().toString());
            json.writeNumberField("sequence", signed.statement().sequence());
            json.writeStringField("issued", signed.statement().issued().toString());
            json.writeStringField("expires", signed.statement().expires().toString());
            roles("signedBy", signed.signers());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("prices");
        for (PriceAttestation price : evidence.prices()) {
            json.writeStartObject();
            json.writeStringField("source", price.statement().source());
            json.writeNumberField("sequence", price.statement().sequence());
            json.writeStringField(
                    "price", price.statement().price().ofOneBitcoin().toString());
            json.writeStringField("at", price.statement().at().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Parties, always in one order. */
    public void roles(String field, Iterable<Role> roles) throws IOException {
        json.writeArrayFieldStart(field);
        for (Role role : ImmutableSortedSet.copyOf(roles)) {
            json.writeString(name(role));
        }
        json.writeEndArray();
    }

    public static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
