package org.escrowkit.core.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.acinq.secp256k1.Secp256k1;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.policy.SigningHistory;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;

/**
 * The three parties of one loan, each with its own policy and its own memory of what it signed. They are honest: what
 * one of them refuses is a false refusal.
 */
final class HonestSigners {
    private static final int LONGEST_SIGNATURE = 72;

    private final Random random;
    private final Map<Role, SigningHistory> histories = new EnumMap<>(Role.class);
    private Optional<String> noticed = Optional.empty();
    private Instant since = TestLoans.START;
    private Evidence evidence = Evidence.NONE;

    HonestSigners(Random random) {
        this.random = random;
        for (Role role : Role.values()) {
            histories.put(role, SigningHistory.NONE);
        }
    }

    /** All of them look at the loan. */
    void notice(Loan loan, Instant now) {
        Optional<String> demanded =
                loan.state().demands().map(intent -> intent.getClass().getSimpleName());
        if (!demanded.equals(noticed)) {
            noticed = demanded;
            since = now;
            histories.replaceAll((role, history) -> history.noticing(loan, now));
        }
    }

    /** Whether the time to contest what is demanded is over. */
    boolean haveWaited(Loan loan, Instant now) {
        return !now.isBefore(since.plus(loan.terms().margin().veto()));
    }

    /** Two who may sign review and sign one after the other. */
    Transaction sign(Loan loan, SettlementPlan plan, Ledger ledger, Instant now) {
        // A replacement is for the reason for which the settlement was signed.
        if (!(loan.state() instanceof Settling)) {
            evidence = TestEvidence.forDemand(loan, now);
        }
        Psbt psbt = TestEvidence.marked(plan.toPsbt(), loan.terms(), evidence);
        for (Role role : two(plan.intent())) {
            SignerRecords records =
                    SignerRecords.of(role, ledger, now, now).with(histories.getOrDefault(role, SigningHistory.NONE));
            Review review = Policy.review(psbt.serialize(), new LoanCase(loan, evidence), records);
            assertTrue(
                    review instanceof Review.Approved,
                    () -> "the " + role + " refuses a " + plan.intent() + " while "
                            + loan.state().name() + ": " + review);
            Review.Approved approved = (Review.Approved) review;
            histories.put(role, records.history().with(approved.spend(), now));
            psbt = signed(psbt, loan, role);
        }
        Transaction transaction =
                assertInstanceOf(Completion.Complete.class, psbt.finish()).transaction();
        assertEquals(plan.unsigned().txid(), transaction.txid());
        checkWeight(plan, transaction);
        return transaction;
    }

    private List<Role> two(SettlementIntent intent) {
        List<Role> signers = new ArrayList<>(intent.signers());
        Collections.shuffle(signers, random);
        if (intent.needsLender()) {
            // First, since the arbiter signs after the lender.
            signers.remove(Role.LENDER);
            signers.add(0, Role.LENDER);
        }
        return signers.subList(0, 2);
    }

    /** Signs with libsecp256k1, as a wallet does. */
    static Psbt signed(Psbt psbt, Loan loan, Role role) {
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            var escrow = loan.terms()
                    .escrows()
                    .byScript(psbt.spentOutput(i).scriptPubKey())
                    .orElseThrow();
            ECKey secret = TestLoans.privateKey(role, escrow.index());
            Secp256k1 curve = Secp256k1.get();
            byte[] compact = curve.sign(psbt.sighash(i).getBytes(), secret.getPrivKeyBytes(), null);
            ByteString der = ByteString.of(curve.compact2der(compact));
            signed = signed.withSignature(i, escrow.key(role), der.plus(SegwitSighash.SIGHASH_ALL));
        }
        return signed;
    }

    /** S15: to the byte; each low R makes a signature a byte shorter, and so does a zero that R or S begins with. */
    private static void checkWeight(SettlementPlan plan, Transaction signed) {
        long shorter = signed.inputs().stream()
                .flatMap(input -> input.witness().subList(1, 3).stream())
                .mapToLong(signature -> LONGEST_SIGNATURE - signature.size())
                .sum();
        assertTrue(shorter >= 0);
        assertEquals(plan.mostWeight(), signed.weight() + shorter);
    }
}
