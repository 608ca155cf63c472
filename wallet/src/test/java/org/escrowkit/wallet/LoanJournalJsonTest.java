package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.Test;

class LoanJournalJsonTest extends ServiceFixture {
    private JsonValue written(LoanJournal journal) {
        StringWriter out = new StringWriter();
        journal.writeJson(service.loan(ID), out);
        return JsonValue.parse(out.toString());
    }

    private JsonValue written() {
        return written(service.journal(ID));
    }

    private static List<JsonValue> rows(JsonValue json, String field, String value) {
        return json.get("rows").elements().stream()
                .filter(row -> row.find(field)
                        .filter(found -> found.asString().equals(value))
                        .isPresent())
                .toList();
    }

    /** A loan from its opening to its release, with a command that was refused. */
    private Sha256Hash released() {
        repaid();
        service.handle(ID, new Command.Cancel());
        Sha256Hash txid = settle();
        chain.mine(chain.parentsFirst());
        service.poll();
        return txid;
    }

    @Test
    void decisionsAndSignaturesAreToldInWordsAndValues() {
        Sha256Hash txid = released();
        JsonValue json = written();
        assertEquals(ID.text(), json.get("loan").asString());
        assertEquals("released", json.get("state").asString());
        assertTrue(json.get("intact").asBoolean());
        assertTrue(json.get("accountsForTheLoan").asBoolean());

        JsonValue disbursed = rows(json, "event", "disburse").get(0);
        assertEquals(
                "the lender handed the principal out", disbursed.get("says").asString());
        assertEquals("funded", disbursed.get("before").asString());
        assertEquals("active", disbursed.get("after").asString());
        JsonValue repaid = rows(json, "event", "record-repayment").get(0);
        assertEquals("[\"to be signed: release\"]", repaid.get("asksFor").toJson());
        JsonValue refused = rows(json, "kind", "refused").get(0);
        assertEquals("cancel", refused.get("event").asString());
        assertEquals(
                "too late to call off what is repaid", refused.get("because").asString());

        JsonValue settled = rows(json, "event", "settle").get(0);
        assertEquals(txid.toString(), settled.get("txid").asString());
        assertEquals("release", settled.get("settlement").asString());
        assertEquals(
                terms.requiredCollateral().value,
                settled.get("spent").elements().get(0).get("value").asLong());
        JsonValue evidence = rows(json, "kind", "evidence").get(0);
        assertEquals(receipt.hash().toString(), evidence.get("evidence").asString());
        JsonValue last = rows(json, "after", "released").get(0);
        JsonValue taken = last.get("taken").elements().get(0);
        assertEquals(txid.toString(), taken.get("by").asString());
        assertEquals("[\"borrower\",\"lender\"]", taken.get("signedBy").toJson());
        assertTrue(last.get("says").asString().endsWith("for good, signed by borrower and lender"), last::toJson);
    }

    @Test
    void theRowsOfTheJsonAloneMakeTheChainOfHashes() {
        released();
        AuditHead head = AuditHead.NONE;
        for (JsonValue row : written().get("rows").elements()) {
            head = AuditRow.after(
                            head,
                            Instant.parse(row.get("at").asString()),
                            row.get("kind").asString(),
                            ByteString.ofHex(row.get("body").asString()))
                    .head();
            assertEquals(head.hash().toHex(), row.get("hash").asString());
        }
        assertEquals(service.loan(ID).head(), head);
    }

    @Test
    void whatIsBeforeARowThatWasChangedIsTold() {
        released();
        List<AuditRow> rows = new ArrayList<>(service.journal(ID).rows());
        AuditRow third = rows.get(2);
        rows.set(2, new AuditRow(3, third.at(), third.kind(), third.body().plus(0), third.hash()));
        JsonValue json = written(LoanJournal.of(rows));
        assertEquals(2, json.get("rows").elements().size());
        assertFalse(json.get("intact").asBoolean());
        assertFalse(json.get("accountsForTheLoan").asBoolean());
        assertEquals(3, json.get("fault").get("row").asInt());
        assertFalse(json.has("head"));
    }

    @Test
    void aJournalThatLacksItsEndIsIntactAndDoesNotAccountForTheLoan() {
        released();
        List<AuditRow> rows = service.journal(ID).rows();
        JsonValue json = written(LoanJournal.of(rows.subList(0, rows.size() - 1)));
        assertTrue(json.get("intact").asBoolean());
        assertFalse(json.get("accountsForTheLoan").asBoolean());
    }

    @Test
    void everyKindOfEventHasItsNameForGood() {
        Set<String> names = Stream.of(Command.class, Fact.class)
                .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
                .map(LoanEventJson::name)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "chain-observed",
                        "price-observed",
                        "time-passed",
                        "debt-stated",
                        "agree",
                        "cancel",
                        "disburse",
                        "record-repayment",
                        "release-excess",
                        "consolidate",
                        "settle",
                        "bump",
                        "dispute",
                        "withdraw-dispute",
                        "award",
                        "amend"),
                names);
    }

    @Test
    void aRowOfAnotherVersionAndControlCharactersStopNobody() {
        AuditRow later = AuditRow.after(AuditHead.NONE, now, "later", ByteString.of((byte) 1));
        assertEquals("1 bytes that this version does not read", LoanWords.of(later));
        ByteString words = ByteString.of("a\u001b[2Jb".getBytes(StandardCharsets.UTF_8));
        assertEquals("a [2Jb", LoanWords.of(AuditRow.after(AuditHead.NONE, now, "trouble", words)));
        assertEquals("the borrower contests the loan", LoanWords.of(new Command.Dispute(Role.BORROWER)));
        assertEquals(
                "the borrower wants excess collateral back, as much as may go",
                LoanWords.of(new Command.ReleaseExcess(Optional.empty(), now)));
    }
}
