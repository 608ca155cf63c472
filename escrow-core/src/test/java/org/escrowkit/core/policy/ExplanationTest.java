package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE_PLAN;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.psbt.PsbtMutator;
import org.escrowkit.core.psbt.PsbtOddity;
import org.escrowkit.core.settlement.SettlementExplainer;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/**
 * Words and verdict come about apart from each other; they must not contradict each other. The explanation knows
 * nothing of evidence: it is shown what the coordinator marked after it.
 */
class ExplanationTest {
    private static final int MUTANTS = 5_000;
    private static final long SEED = 1;

    @Test
    void whatThePolicyRefusesLooksOdd() {
        SettlementExplainer explainer = SettlementExplainer.of(LIQUIDATABLE, LEDGER);
        Psbt honest = signedBy(Role.LENDER, LIQUIDATION_PLAN.toPsbt());
        byte[] donor = signedBy(Role.BORROWER, RELEASE_PLAN.toPsbt()).serialize();
        List<byte[]> mutants = PsbtMutator.mutants(honest.serialize(), List.of(donor), SEED, MUTANTS)
                .toList();
        int refused = 0;
        for (byte[] mutant : mutants) {
            PsbtExplanation explanation = explainer.explain(mutant);
            Review review = marked(mutant);
            String seen = "seed " + SEED + ", " + ByteString.of(mutant) + ": " + review + "\n" + explanation;
            assertFalse(explanation.names(PsbtOddity.Kind.UNEXPLAINED), seen);
            if (review instanceof Review.Refused) {
                refused++;
                assertFalse(explanation.oddities().isEmpty(), seen);
            }
        }
        assertTrue(refused > MUTANTS / 4, refused + " mutants were refused");
        assertEquals(List.of(), explainer.explain(honest).oddities());
    }

    private static Review marked(byte[] mutant) {
        try {
            return PolicyFixture.review(Psbt.parse(mutant), LIQUIDATABLE, LEDGER, Role.LENDER);
        } catch (MalformedException unreadable) {
            return PolicyFixture.review(mutant, LIQUIDATABLE, LEDGER, Role.LENDER);
        }
    }

    @Test
    void whatThePolicyApprovesOfOursLooksOrdinary() {
        Psbt byLender = signedBy(Role.LENDER, RELEASE_PLAN.toPsbt());
        PolicyFixture.approved(byLender, REPAID, Role.BORROWER);
        assertEquals(
                List.of(),
                SettlementExplainer.of(REPAID, LEDGER).explain(byLender).oddities());
    }
}
