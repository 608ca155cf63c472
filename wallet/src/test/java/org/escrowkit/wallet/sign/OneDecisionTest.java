package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.ask;
import static org.escrowkit.wallet.sign.TestRequests.refused;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditLog;
import org.escrowkit.wallet.audit.AuditRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** S16, S20, S21: one decision for each set of coins, whatever signs, whoever asks at once, and whenever it dies. */
@ParameterizedClass
@EnumSource
class OneDecisionTest {
    enum Kind {
        HERE,
        ON_A_DEVICE
    }

    private static final AccountKey ACCOUNT = TERMS.escrows().vault().lender();

    @Parameter
    Kind kind = Kind.HERE;

    @TempDir
    Path directory;

    private final Signer here = new Signer() {
        @Override
        public AccountKey account() {
            return ACCOUNT;
        }

        @Override
        public Psbt sign(ApprovedSpend spend) {
            return TestLoans.sign(spend.psbt(), Role.LENDER);
        }
    };

    private Path log() {
        return directory.resolve("lender.audit");
    }

    private SigningParty open(Optional<AuditHead> known) {
        PartyKeys keys = kind == Kind.HERE ? here : new ExternalSigner(ACCOUNT, directory);
        return SigningParty.open(Role.LENDER, keys, SigningLimits.NONE, log(), known);
    }

    private static boolean isOut(SigningParty.Answer answer) {
        return !(answer instanceof SigningParty.Answer.Refused);
    }

    @Test
    void s20OneOfManyDifferentSettlementsIsDecidedUnderThreads() throws InterruptedException, ExecutionException {
        int askers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(askers);
        try (SigningParty lender = open(Optional.empty())) {
            List<Future<SigningParty.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 4 * askers; i++) {
                byte[] psbt = release(10, i % 8);
                answers.add(threads.submit(() -> ask(lender, psbt, NOW)));
            }
            List<Integer> decided = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                if (isOut(answers.get(i).get())) {
                    decided.add(i % 8);
                }
            }
            assertEquals(1, decided.stream().distinct().count(), decided::toString);
            assertEquals(8, decided.size(), "whoever repeats the one gets the same answer");
        } finally {
            threads.shutdownNow();
        }
        // Once decided, to say it again leaves no row but the refusals of the others.
        assertEquals(
                56, rows().stream().filter(row -> row.kind().equals("refusal")).count());
        assertTrue(rows().size() <= 56 + 4, () -> rows().toString());
    }

    private List<AuditRow> rows() {
        List<AuditRow> rows = new ArrayList<>();
        AuditLog.open(log(), Optional.empty(), rows::add).close();
        return rows;
    }

    /**
     * S21: a log that ends anywhere, as a death leaves it. From the row of the decision on no other settlement is
     * approved; before it nothing can have left, since that row is on the disk first.
     */
    @Test
    void s21WhereverALogEndsNoSecondSettlementIsApproved() throws IOException {
        try (SigningParty lender = open(Optional.empty())) {
            assertTrue(isOut(ask(lender, release(10, 0), NOW)));
        }
        byte[] whole = Files.readAllBytes(log());
        List<Integer> ends = new ArrayList<>(List.of(16));
        int decision = 0;
        for (AuditRow row : rows()) {
            PartyRow meaning = PartyRow.decode(row);
            boolean leaves = meaning instanceof PartyRow.HandedOut || meaning instanceof PartyRow.Signatures;
            assertTrue(!leaves || decision > 0, () -> "before the decision: " + row);
            int size = 4 + 14 + row.kind().length() + row.body().size() + 32;
            ends.add(ends.get(ends.size() - 1) + size);
            if (meaning instanceof PartyRow.History history && history.event() instanceof HistoryEvent.Signed) {
                decision = ends.get(ends.size() - 1);
            }
        }
        assertEquals(whole.length, ends.get(ends.size() - 1));
        for (int end : ends) {
            for (int cut : new int[] {end - 1, end, end + 1, end + 40}) {
                if (cut >= 0 && cut <= whole.length) {
                    check(Arrays.copyOf(whole, cut), cut >= decision);
                }
            }
        }
    }

    private void check(byte[] log, boolean decided) throws IOException {
        Files.write(log(), log);
        try (SigningParty lender = open(Optional.empty())) {
            assertEquals(decided, !isOut(ask(lender, release(5, 0), NOW)), "a log of " + log.length + " bytes");
            if (decided) {
                assertTrue(isOut(ask(lender, release(10, 0), NOW)), "a log of " + log.length + " bytes");
            }
        }
    }

    /** S16: what a coin is worth is what the party's own ledger says, at every request. */
    @Test
    void s16AnAmountThatChangesBetweenTwoRequestsIsRefused() {
        Psbt honest = Psbt.parse(release(10, 0));
        PsbtInput input = honest.inputs().get(0);
        TransactionOutput coin = honest.spentOutput(0);
        TransactionOutput more = new TransactionOutput(coin.value().plus(coin.value()), coin.scriptPubKey());
        byte[] lie =
                honest.withInput(0, input.toBuilder().spentOutput(more).build()).serialize();
        try (SigningParty lender = open(Optional.empty())) {
            assertTrue(isOut(ask(lender, honest.serialize(), NOW)));
            refused(PolicyRule.INPUTS_ARE_PROVEN, ask(lender, lie, NOW));
        }
    }

    /** S16: a bump after a bump, each of which would do alone. */
    @Test
    void s16FeesOfAllAttemptsAreSummedAcrossRestarts() {
        int attempts = 0;
        boolean refused = false;
        var limits = new SigningLimits(
                TERMS.requiredCollateral().multiply(100),
                TestLoans.sat(10_000),
                java.time.Duration.ofDays(1),
                java.time.Duration.ZERO);
        while (!refused && attempts < 20) {
            PartyKeys keys = kind == Kind.HERE ? here : new ExternalSigner(ACCOUNT, directory);
            try (SigningParty lender = SigningParty.open(Role.LENDER, keys, limits, log(), Optional.empty())) {
                SigningParty.Answer answer = ask(lender, release(5 + 5 * attempts, 0), NOW);
                refused = !isOut(answer);
                if (refused) {
                    refused(PolicyRule.FEES_ARE_SUMMED, answer);
                }
            }
            attempts++;
        }
        assertTrue(refused && attempts > 2, attempts + " attempts");
    }

    @Test
    void s21AnOldCopyOfTheLogIsNotBelieved() throws IOException {
        open(Optional.empty()).close();
        byte[] old = Files.readAllBytes(log());
        Optional<AuditHead> head;
        try (SigningParty lender = open(Optional.empty())) {
            ask(lender, release(10, 0), NOW);
            head = lender.head();
        }
        Files.write(log(), old);
        assertThrows(org.escrowkit.wallet.audit.AuditException.class, () -> open(head));
        assertFalse(head.isEmpty());
    }
}
