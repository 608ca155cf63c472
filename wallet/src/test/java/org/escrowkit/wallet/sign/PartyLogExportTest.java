package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.ask;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartyLogExportTest {
    @TempDir
    Path directory;

    private Path log() {
        return directory.resolve("lender.audit");
    }

    private SigningParty lender() {
        var device = new ExternalSigner(TERMS.escrows().vault().lender(), directory);
        return SigningParty.open(Role.LENDER, device, SigningLimits.NONE, log(), Optional.empty());
    }

    /** All that is in a party's life: noticed, decided, handed out, refused, taken back. */
    private String live(Optional<ContractFingerprint> contract) {
        StringWriter out = new StringWriter();
        try (SigningParty lender = lender()) {
            ask(lender, release(10, 0), NOW);
            ask(lender, release(5, 0), NOW);
            Psbt back = TestLoans.sign(lender.waiting().get(0), Role.LENDER);
            lender.takeBack(back, NOW);
            assertEquals(Optional.empty(), lender.exportLog(contract, out));
        }
        return out.toString();
    }

    private static List<String> values(String json, String field) throws IOException {
        List<String> values = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals(field)) {
                    parser.nextToken();
                    values.add(parser.getText());
                }
            }
        }
        return values;
    }

    @Test
    void everyRowIsThereWithItsMeaning() throws IOException {
        String json = live(Optional.empty());
        assertEquals(
                List.of("history", "evidence", "history", "handed-out", "refusal", "signatures"), values(json, "kind"));
        assertEquals(List.of("noticed", "decided"), values(json, "event"));
        assertTrue(values(json, "rule").contains(PolicyRule.ONE_SPEND_FOR_EACH_COIN.id()), json);
        assertEquals(List.of("a receipt for the last repayment"), values(json, "says"));
        String txid = Psbt.parse(release(10, 0)).unsignedTransaction().txid().toString();
        assertEquals(List.of(txid, txid, txid), values(json, "txid"));
        assertEquals(List.of("true"), values(json, "intact"));
    }

    @Test
    void oneContractsRowsAreThoseAboutIt() throws IOException {
        assertEquals(6, values(live(Optional.of(TERMS.fingerprint())), "kind").size());
        StringWriter out = new StringWriter();
        Optional<AuditException> fault = PartyLogExport.write(
                log(), Optional.empty(), Optional.of(TestLoans.terms(8).fingerprint()), out);
        assertEquals(Optional.empty(), fault);
        assertEquals(List.of(), values(out.toString(), "kind"));
        assertEquals(List.of("true"), values(out.toString(), "intact"));
    }

    @Test
    void tamperingIsLocatedAndWhatIsBeforeItIsTold() throws IOException {
        String honest = live(Optional.empty());
        byte[] bytes = Files.readAllBytes(log());
        byte[] changed = bytes.clone();
        changed[changed.length - 40] ^= 1;
        Files.write(log(), changed);
        StringWriter out = new StringWriter();
        AuditException fault = PartyLogExport.write(log(), Optional.empty(), Optional.empty(), out)
                .orElseThrow();
        assertEquals(6, fault.row());
        assertEquals(List.of("false"), values(out.toString(), "intact"));
        assertEquals(List.of("6"), values(out.toString(), "row"));
        assertEquals(values(honest, "hash").subList(0, 5), values(out.toString(), "hash"));
        assertFalse(out.toString().contains("signatures"));
    }
}
