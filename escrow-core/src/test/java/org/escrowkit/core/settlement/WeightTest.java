package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class WeightTest {
    /** S15: bounds on the fee are worth what the weight is worth. */
    @Test
    void theWeightIsExactButForTheLengthOfSignatures() {
        Random random = new Random(15);
        for (int round = 0; round < 30; round++) {
            int inputs = round == 0 ? 253 : 1 + random.nextInt(3);
            Coin[] values = new Coin[inputs];
            Arrays.setAll(values, i -> Coin.valueOf(30_000_000 + random.nextInt(70_000_000)));
            SettlementIntent intent = random.nextBoolean() ? RELEASE : LIQUIDATION;
            FeeRate rate = FeeRate.ofSatsPerVb(1 + random.nextInt(100));
            SettlementPlan plan = SettlementPlanner.plan(intent, TERMS, coins(values), rate);
            assertTrue(!plan.fee().isGreaterThan(TERMS.fees().most()), "round " + round);
            Transaction signed = signed(plan, Role.LENDER, random.nextBoolean() ? Role.ARBITER : Role.BORROWER);

            long most = SettlementPlanner.mostWeight(plan.unsigned(), TERMS);
            long shorter = signed.inputs().stream()
                    .flatMap(input -> input.witness().subList(1, 3).stream())
                    .mapToLong(signature -> 72 - signature.size())
                    .sum();
            assertEquals(most, signed.weight() + shorter, "round " + round);
            assertTrue(shorter >= 0 && shorter <= 4L * inputs, "round " + round + ": " + shorter + " bytes less");
            boolean capped = plan.fee().equals(TERMS.fees().most());
            assertTrue(capped || !plan.fee().isLessThan(rate.fee(signed.weight())), "round " + round);
        }
    }
}
