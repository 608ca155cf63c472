package org.escrowkit.wallet.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditRow;
import org.junit.jupiter.api.Test;

class PartyLogWordsTest {
    private static final ContractFingerprint CONTRACT = new ContractFingerprint(ByteString.of(new byte[32]));

    private static String words(PartyRow row) {
        return words(row.encode());
    }

    private static String words(ByteString body) {
        return PartyLogWords.of(AuditRow.after(AuditHead.NONE, Instant.EPOCH, "row", body));
    }

    @Test
    void aRefusalNamesItsRulesAndSendsNothingToTheTerminalButLetters() {
        var reason = new Reason("fee-is-bounded", "less\u001b[2J", "more");
        assertEquals(
                "contract " + CONTRACT + ": fee-is-bounded: expected less [2J, found more",
                words(new PartyRow.Refusal(CONTRACT, List.of(reason))));
    }

    @Test
    void evidenceIsCountedAndSignaturesNameTheirTransaction() {
        assertEquals(
                "0 statements and 0 prices about contract " + CONTRACT,
                words(new PartyRow.Reasons(CONTRACT, Evidence.NONE)));
        assertEquals(
                "signed " + Sha256Hash.ZERO_HASH,
                words(new PartyRow.Signatures(List.of(CONTRACT), Sha256Hash.ZERO_HASH, List.of())));
    }

    @Test
    void whatIsNoRowHasOnlyItsSize() {
        assertEquals("2 bytes that this version does not read", words(ByteString.of((byte) 1, (byte) 2)));
    }
}
