package org.escrowkit.wallet;

import static org.escrowkit.core.Fuzzing.accepted;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.Fuzzing;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.store.EventKind;
import org.junit.jupiter.api.Test;

/** Rows of a loan's journal: the first byte says of which kind. */
class JournalRowFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<JournalKind> KINDS = List.of(JournalKind.values());

    @FuzzTest
    void anyBytes(byte[] input) {
        Fuzzing.bounded(input, JournalRowFuzzTest::check);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(seeds(), JournalRowFuzzTest::check);
    }

    static List<byte[]> seeds() {
        ByteString disburse = LoanCodec.encode(new Command.Disburse(NOW));
        var deposit = new ServiceEvent.DepositChanged(
                "id",
                EventKind.SEEN,
                new Outpoint(Sha256Hash.ZERO_HASH, 1),
                Coin.COIN,
                Optional.empty(),
                Optional.of(Sha256Hash.ZERO_HASH));
        return Map.of(
                        JournalKind.OPENED, LoanCodec.encode(Loan.open(TERMS)),
                        JournalKind.EVENT, disburse,
                        JournalKind.REFUSED,
                                new FormWriter().bytes(disburse).text("no").written(),
                        JournalKind.EVIDENCE, EvidenceCodec.encode(Evidence.NONE),
                        JournalKind.DEPOSIT, ServiceEventForms.encode(deposit),
                        JournalKind.TROUBLE, ByteString.of("down\n".getBytes(StandardCharsets.UTF_8)))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(seed -> Bytes.concat(
                        new byte[] {(byte) KINDS.indexOf(seed.getKey())},
                        seed.getValue().toByteArray()))
                .toList();
    }

    private static void check(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteString bytes = ByteString.of(input);
        JournalKind kind = KINDS.get(bytes.at(0) % KINDS.size());
        AuditRow row = new AuditRow(1, NOW, kind.word(), bytes.slice(1, bytes.size()), ByteString.EMPTY);
        accepted(() -> JournalRow.decode(row), MalformedException.class);
        assertFalse(LoanWords.of(row).chars().anyMatch(Character::isISOControl));
    }
}
