package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.ask;
import static org.escrowkit.wallet.sign.TestRequests.refused;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.audit.AuditFault;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningPartyTest {
    @TempDir
    Path directory;

    private final AtomicInteger signatures = new AtomicInteger();

    /** The lender's keys of the tests; counts how often it is asked. */
    private final Signer keys = new Signer() {
        @Override
        public AccountKey account() {
            return TERMS.escrows().vault().lender();
        }

        @Override
        public Psbt sign(ApprovedSpend spend) {
            signatures.incrementAndGet();
            return TestLoans.sign(spend.psbt(), Role.LENDER);
        }
    };

    private Path log() {
        return directory.resolve("lender.audit");
    }

    private SigningParty lender() {
        return lender(SigningLimits.NONE, Optional.empty());
    }

    private SigningParty lender(SigningLimits limits, Optional<AuditHead> known) {
        return SigningParty.open(Role.LENDER, keys, limits, log(), known);
    }

    private List<AuditRow> rows() {
        List<AuditRow> rows = new ArrayList<>();
        AuditLog.open(log(), Optional.empty(), rows::add).close();
        return rows;
    }

    /** S20: what was signed is remembered by the next process. */
    @Test
    void aSecondSpendOfACoinIsRefusedAfterARestart() {
        try (SigningParty lender = lender()) {
            assertInstanceOf(SigningParty.Answer.Signed.class, ask(lender, release(10, 0), NOW));
        }
        try (SigningParty lender = lender()) {
            refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, ask(lender, release(5, 0), NOW));
            assertInstanceOf(SigningParty.Answer.Signed.class, ask(lender, release(10, 0), NOW));
            assertInstanceOf(SigningParty.Answer.Signed.class, ask(lender, release(20, 0), NOW));
        }
        assertEquals(3, signatures.get());
    }

    /**
     * S21: evidence and decision are on the disk before the signature exists, and a refusal is there with its reason.
     */
    @Test
    void theLogTellsWhatWasSignedAndWhy() {
        try (SigningParty lender = lender()) {
            ask(lender, release(10, 0), NOW);
            ask(lender, release(5, 0), NOW);
        }
        List<AuditRow> rows = rows();
        assertEquals(
                List.of("history", "evidence", "history", "signatures", "refusal"),
                rows.stream().map(AuditRow::kind).toList());
        assertTrue(new String(rows.get(4).body().toByteArray(), java.nio.charset.StandardCharsets.UTF_8)
                .contains(PolicyRule.ONE_SPEND_FOR_EACH_COIN.id()));
    }

    /** S21: a signer that fails may have signed: for its party it has. */
    @Test
    void whatFailedWhileItWasSignedCountsAsSigned() {
        Signer failing = new Signer() {
            @Override
            public AccountKey account() {
                return keys.account();
            }

            @Override
            public Psbt sign(ApprovedSpend spend) {
                throw new IllegalStateException("the device was pulled out");
            }
        };
        try (SigningParty lender =
                SigningParty.open(Role.LENDER, failing, SigningLimits.NONE, log(), Optional.empty())) {
            assertThrows(IllegalStateException.class, () -> ask(lender, release(10, 0), NOW));
        }
        try (SigningParty lender = lender()) {
            refused(PolicyRule.ONE_SPEND_FOR_EACH_COIN, ask(lender, release(5, 0), NOW));
        }
    }

    @Test
    void nothingIsSignedThatCannotBeWrittenDown() {
        SigningParty lender = lender();
        lender.close();
        AuditException refused = assertThrows(AuditException.class, () -> ask(lender, release(10, 0), NOW));
        assertEquals(AuditFault.UNUSABLE, refused.fault());
        assertEquals(0, signatures.get());
    }

    @Test
    void waitingTimesRunOnThroughARestart() {
        var patient = new SigningLimits(BitcoinNetwork.MAX_MONEY, Coin.COIN, Duration.ofDays(1), Duration.ofHours(1));
        try (SigningParty lender = lender(patient, Optional.empty())) {
            refused(PolicyRule.COOLING_OFF_IS_OVER, ask(lender, release(10, 0), NOW));
        }
        try (SigningParty lender = lender(patient, Optional.empty())) {
            refused(PolicyRule.COOLING_OFF_IS_OVER, ask(lender, release(10, 0), NOW.plusSeconds(3_599)));
            assertInstanceOf(SigningParty.Answer.Signed.class, ask(lender, release(10, 0), NOW.plusSeconds(3_600)));
        }
    }

    /** S21: an old copy of the log would forget what was signed since. */
    @Test
    void anOldLogIsNotTrusted() throws IOException {
        lender().close();
        byte[] old = Files.readAllBytes(log());
        Optional<AuditHead> head;
        try (SigningParty lender = lender()) {
            ask(lender, release(10, 0), NOW);
            head = lender.head();
        }
        Files.write(log(), old);
        AuditException refused = assertThrows(AuditException.class, () -> lender(SigningLimits.NONE, head));
        assertEquals(AuditFault.ROLLED_BACK, refused.fault());
    }

    /** S20: however many ask at once, for settlements that differ, one of them is signed. */
    @Test
    void oneOfManyConcurrentRequestsIsSigned() throws InterruptedException, ExecutionException {
        int askers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(askers);
        try (SigningParty lender = lender()) {
            List<Future<SigningParty.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < askers; i++) {
                byte[] psbt = release(10, i);
                answers.add(threads.submit(() -> ask(lender, psbt, NOW)));
            }
            int signed = 0;
            for (Future<SigningParty.Answer> answer : answers) {
                signed += answer.get() instanceof SigningParty.Answer.Signed ? 1 : 0;
            }
            assertEquals(1, signed);
            assertEquals(1, signatures.get());
        } finally {
            threads.shutdownNow();
        }
    }
}
