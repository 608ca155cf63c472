package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtMutator;
import org.escrowkit.core.psbt.PsbtMutatorAnswer;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Receiver;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/**
 * The structural mutator (C3) before the policy, in each state that settles: what still passes, signed by the one who
 * reviewed it and by another, is to the byte the honest transaction. The terms leave one fee rate: between the bounds
 * the first who signs takes any fee (S15), and he takes any height up to the tip's as the locktime, which delays
 * nothing: these are the two things in the transaction that his records do not tell him. A mutant of a locktime counts
 * as refused.
 */
class MutationTest {
    private static final List<byte[]> DONORS = List.of(
            signedBy(Role.LENDER, PolicyFixture.RELEASE).serialize(),
            signedBy(Role.LENDER, PolicyFixture.LIQUIDATION).serialize(),
            ofAnotherLoan().serialize());

    private static final List<byte[]> OF_VERSION_2 = DONORS.stream()
            .map(donor -> Psbt.parse(donor).toVersion(PsbtVersion.V2).serialize())
            .toList();

    private static final FeeRate ONLY_RATE = FeeRate.ofSatsPerVb(10);
    private static final LoanTerms TERMS = TestLoans.withFees(
            TestLoans.TERMS,
            new FeeBounds(ONLY_RATE, ONLY_RATE, Coin.valueOf(1_000_000), BigDecimal.ONE, FeeBearer.BORROWER));
    private static final Loan TO_RELEASE = TestStates.in(TERMS, REPAID.state());
    private static final Loan TO_LIQUIDATE = TestStates.in(TERMS, LIQUIDATABLE.state());
    private static final Psbt RELEASE = PolicyFixture.marked(PolicyFixture.RELEASE, TO_RELEASE);
    private static final Psbt LIQUIDATION = PolicyFixture.marked(PolicyFixture.LIQUIDATION, TO_LIQUIDATE);

    private final Map<String, ByteString> signatures = new HashMap<>();

    @Test
    void noMutantOfAReleaseMovesAnythingElse() {
        Receiver borrower = reviewer(TO_RELEASE, Role.BORROWER, Role.LENDER);
        assertHarmless(
                20_935,
                new PsbtMutator(RELEASE.serialize(), DONORS, borrower).each().several(1, 2_000));
    }

    @Test
    void noMutantOfALiquidationMovesAnythingElse() {
        Receiver lender = reviewer(TO_LIQUIDATE, Role.LENDER, Role.ARBITER);
        assertHarmless(
                21_354,
                new PsbtMutator(LIQUIDATION.serialize(), DONORS, lender).each().several(2, 2_000));
    }

    @Test
    void noMutantOfWhatAnotherSignedMovesAnythingElse() {
        Receiver lender = reviewer(TO_RELEASE, Role.LENDER, Role.BORROWER);
        byte[] release = signedBy(Role.BORROWER, RELEASE).serialize();
        assertHarmless(
                6_000, new PsbtMutator(release, DONORS, lender).some(3, 5_000).several(4, 1_000));
        Receiver arbiter = reviewer(TO_LIQUIDATE, Role.ARBITER, Role.LENDER);
        byte[] liquidation = signedBy(Role.LENDER, LIQUIDATION).serialize();
        assertHarmless(
                6_000,
                new PsbtMutator(liquidation, DONORS, arbiter).some(5, 5_000).several(6, 1_000));
    }

    @Test
    void noMutantOfVersion2MovesAnythingElse() {
        Receiver borrower = reviewer(TO_RELEASE, Role.BORROWER, Role.LENDER);
        byte[] release = RELEASE.toVersion(PsbtVersion.V2).serialize();
        assertHarmless(
                22_153, new PsbtMutator(release, OF_VERSION_2, borrower).each().several(8, 1_000));
        Receiver lender = reviewer(TO_LIQUIDATE, Role.LENDER, Role.ARBITER);
        byte[] liquidation = LIQUIDATION.toVersion(PsbtVersion.V2).serialize();
        assertHarmless(
                6_000,
                new PsbtMutator(liquidation, OF_VERSION_2, lender)
                        .some(9, 5_000)
                        .several(10, 1_000));
    }

    /** The mutator can fail: this one is caught. */
    @Test
    void aPolicyThatApprovesWhateverItCanReadIsCaught() {
        Receiver careless = bytes -> {
            Psbt psbt = Psbt.parse(bytes);
            return PsbtMutatorAnswer.of(
                    signed(signed(psbt, Role.BORROWER), Role.LENDER).finish());
        };
        PsbtMutator mutator = new PsbtMutator(RELEASE.serialize(), DONORS, careless);
        AssertionError caught = assertThrows(AssertionError.class, mutator::each);
        assertTrue(String.valueOf(caught.getMessage()).contains("another transaction"), caught::getMessage);
    }

    private static void assertHarmless(int mutants, PsbtMutator mutator) {
        assertEquals(mutants, mutator.mutants(), mutator::toString);
    }

    /** Reviews what arrives, and where it is approved, signs it, has it signed by another, and finishes it. */
    private Receiver reviewer(Loan loan, Role signer, Role other) {
        LoanCase settled = PolicyFixture.honestCase(loan);
        SignerRecords records = PolicyFixture.records(signer, LEDGER);
        return bytes -> {
            Review review = Policy.review(bytes, settled, records);
            if (review instanceof Review.Refused refused) {
                assertFalse(refused.names(PolicyRule.REVIEW_COMPLETED), refused::toString);
                return refused.names(PolicyRule.PSBT_WELL_FORMED)
                        ? PsbtMutatorAnswer.UNREADABLE
                        : PsbtMutatorAnswer.REFUSED;
            }
            Psbt approved = ((Review.Approved) review).spend().psbt();
            if (approved.unsignedTransaction().lockTime() != 0) {
                assertTrue(approved.unsignedTransaction().lockTime()
                        <= LEDGER.tip().height());
                return PsbtMutatorAnswer.REFUSED;
            }
            return PsbtMutatorAnswer.of(signed(signed(approved, signer), other).finish());
        };
    }

    /** As {@link TestLoans#sign}; the same hash is signed once. */
    private Psbt signed(Psbt psbt, Role role) {
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            int input = i;
            ByteString signature = signatures.computeIfAbsent(
                    role + " " + psbt.sighash(i),
                    unsigned -> TestLoans.signature(psbt, input, TestLoans.privateKey(role)));
            signed = signed.withSignature(i, TestLoans.TERMS.escrow().key(role), signature);
        }
        return signed;
    }

    private static Psbt ofAnotherLoan() {
        LoanTerms terms = TestLoans.terms(8);
        ByteString script = terms.escrow().scriptPubKey();
        Ledger ledger = TestChain.watching(script)
                .mine(TestChain.paying(3, script, btc("1")))
                .mineEmpty(2)
                .ledger();
        return plan(TestStates.demanding(new SettlementIntent.Release(), terms, ledger), ledger)
                .toPsbt();
    }
}
