package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class WeightTest {
    private static final List<SettlementIntent> INTENTS = List.of(
            RELEASE,
            new SettlementIntent.PartialRelease(sat(20_000_000)),
            new SettlementIntent.Consolidation(),
            LIQUIDATION,
            new SettlementIntent.PartialLiquidation(usd("30000"), BigDecimal.ZERO, price("40000"), Ltv.ofPercent("60")),
            new SettlementIntent.AwardSplit(sat(20_000_000), sat(1_000_000)));

    /** S15: bounds on the fee are worth what the weight is worth. */
    @Test
    void theWeightIsExactButForTheLengthOfSignatures() {
        Random random = new Random(15);
        for (int inputs : List.of(1, 1, 2, 3, 20, 100, 253)) {
            for (SettlementIntent intent : inputs > 3 ? INTENTS.subList(3, 5) : INTENTS) {
                FeeRate rate = FeeRate.ofSatsPerVb(1 + random.nextInt(100));
                SettlementPlan plan = SettlementFixture.plan(intent, coins(inputs), rate);
                Psbt psbt = plan.toPsbt();
                assertEquals(psbt, Psbt.parse(psbt.serialize()));
                check(plan, rate, signed(plan, Role.LENDER, random.nextBoolean() ? Role.ARBITER : Role.BORROWER));
            }
        }
    }

    /** Together one bitcoin, at all of the loan's addresses. */
    private static List<Deposit> coins(int count) {
        List<Deposit> coins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Coin value = sat(100_000_000 / count);
            coins.add(TestLoans.coin(i, value, TERMS.escrows().addresses().get(i % TestLoans.ADDRESSES)));
        }
        return coins;
    }

    private static void check(SettlementPlan plan, FeeRate rate, Transaction signed) {
        String which = plan.intent() + " of " + plan.coins().size() + " coins";
        long shorter = signed.inputs().stream()
                .flatMap(input -> input.witness().subList(1, 3).stream())
                .mapToLong(signature -> 72 - signature.size())
                .sum();
        assertEquals(plan.mostWeight(), signed.weight() + shorter, which);
        assertTrue(shorter >= 0 && shorter <= 4L * plan.coins().size(), which + ": " + shorter + " bytes less");
        Coin most = TERMS.fees().most(plan.question().total());
        assertTrue(!plan.fee().isGreaterThan(most), which);
        assertTrue(plan.fee().equals(most) || !plan.fee().isLessThan(rate.fee(signed.weight())), which);
    }
}
