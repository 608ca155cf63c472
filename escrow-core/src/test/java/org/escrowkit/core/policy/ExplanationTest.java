package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtExplanation;
import org.escrowkit.core.psbt.PsbtOddity;
import org.escrowkit.core.settlement.SettlementExplainer;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Words and verdict come about apart from each other; they must not contradict each other. */
class ExplanationTest {
    private static final int MUTANTS = 5_000;

    @Test
    void whatThePolicyRefusesLooksOdd() {
        SettlementExplainer explainer = SettlementExplainer.of(LIQUIDATABLE, LEDGER);
        Psbt honest = signedBy(Role.LENDER, LIQUIDATION);
        PsbtFields donor = PsbtFields.of(signedBy(Role.BORROWER, RELEASE));
        int refused = 0;
        for (long seed = 0; seed < MUTANTS; seed++) {
            Random random = new Random(seed);
            PsbtFields fields = PsbtFields.of(honest);
            fields.damage(random, donor);
            byte[] mutant = fields.toBytes();
            PsbtExplanation explanation = explainer.explain(mutant);
            Review review = Policy.review(mutant, LIQUIDATABLE, LEDGER, Role.LENDER);
            String seen = "seed " + seed + ": " + review + "\n" + explanation;
            assertFalse(explanation.names(PsbtOddity.Kind.UNEXPLAINED), seen);
            if (review instanceof Review.Refused) {
                refused++;
                assertFalse(explanation.oddities().isEmpty(), seen);
            }
        }
        int mutants = refused;
        assertTrue(mutants > MUTANTS / 4, () -> mutants + " mutants were refused");
        assertEquals(List.of(), explainer.explain(honest).oddities());
    }

    @Test
    void whatThePolicyApprovesOfOursLooksOrdinary() {
        Psbt byLender = signedBy(Role.LENDER, RELEASE);
        PolicyFixture.approved(byLender, REPAID, Role.BORROWER);
        assertEquals(
                List.of(),
                SettlementExplainer.of(REPAID, LEDGER).explain(byLender).oddities());
    }
}
