package org.escrowkit.wallet.sign;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.RECEIPT;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.Notice;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditRow;
import org.junit.jupiter.api.Test;

/** Rows of a party's log: each kind. */
class PartyRowFuzzTest {
    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, PartyRowFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), PartyRowFuzzTest::check);
    }

    static List<byte[]> seeds() {
        ContractFingerprint contract = TERMS.fingerprint();
        Psbt psbt = Psbt.parse(release(10, 0));
        return List.<PartyRow>of(
                        new PartyRow.History(
                                List.of(contract), new HistoryEvent.Noticed(new Notice(contract, "Release", NOW))),
                        new PartyRow.Reasons(contract, RECEIPT),
                        new PartyRow.Refusal(contract, List.of(new Reason("a-rule", "one", "other"))),
                        new PartyRow.HandedOut(
                                List.of(contract), psbt, List.of(TERMS.escrow().key(Role.LENDER))),
                        new PartyRow.Signatures(
                                List.of(contract), psbt.unsignedTransaction().txid(), List.of(ByteString.of((byte) 1))))
                .stream()
                .map(row -> row.encode().toByteArray())
                .toList();
    }

    private static void check(byte[] input) {
        ByteString bytes = ByteString.of(input);
        accepted(() -> PartyRow.decode(new AuditRow(1, NOW, "kind", bytes, ByteString.EMPTY)), MalformedException.class)
                .ifPresent(row -> assertEquals(bytes, row.encode()));
    }
}
