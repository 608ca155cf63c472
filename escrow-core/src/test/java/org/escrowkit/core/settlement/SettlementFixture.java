package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigDecimal;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.vault.Role;

/** Intents and outputs in few words. */
final class SettlementFixture {
    static final SettlementIntent RELEASE = new SettlementIntent.Release();

    /** At 40,000 the debt is worth 0.75 bitcoin. */
    static final SettlementIntent LIQUIDATION = liquidation("30000", "40000");

    static final ByteString BORROWER = TERMS.borrowerScript();
    static final ByteString LENDER = TERMS.lenderScript();
    static final ByteString ARBITER = Scripts.of(TERMS.payouts().arbiter().orElseThrow());

    /** Where what the first partial settlement leaves goes. */
    static final ByteString NEXT = TERMS.escrows().addresses().get(1).scriptPubKey();

    static final Coin DUST = Scripts.dustLimit(BORROWER);
    static final FeeRate ONE = FeeRate.ONE_SAT_PER_VB;

    private SettlementFixture() {}

    static SettlementIntent liquidation(String debt, String price) {
        return new SettlementIntent.Liquidation(usd(debt), BigDecimal.ZERO, price(price));
    }

    /** A loan that had no partial settlement, asked without a locktime. */
    static SettlementQuestion question(SettlementIntent intent, List<Deposit> coins) {
        return question(intent, TERMS, coins);
    }

    static SettlementQuestion question(SettlementIntent intent, LoanTerms terms, List<Deposit> coins) {
        return new SettlementQuestion(intent, terms, 0, coins, 0);
    }

    static List<Deposit> coins(Coin... values) {
        Deposit[] coins = new Deposit[values.length];
        for (int i = 0; i < values.length; i++) {
            coins[i] = TestLoans.coin(i, values[i]);
        }
        return List.of(coins);
    }

    static SettlementPlan plan(SettlementIntent intent, Coin collateral, FeeRate rate) {
        return plan(intent, coins(collateral), rate);
    }

    static SettlementPlan plan(SettlementIntent intent, List<Deposit> coins, FeeRate rate) {
        return SettlementPlanner.plan(question(intent, coins), rate);
    }

    static SettlementPlan withFee(SettlementIntent intent, Coin collateral, Coin fee) {
        return SettlementPlanner.planWithFee(question(intent, coins(collateral)), fee);
    }

    static List<TransactionOutput> outputs(SettlementPlan plan) {
        return plan.unsigned().outputs();
    }

    static TransactionOutput pays(ByteString script, Coin value) {
        return new TransactionOutput(value, script);
    }

    /** The plan's transaction, signed by these two and verified. */
    static Transaction signed(SettlementPlan plan, Role one, Role other) {
        Completion done =
                TestLoans.sign(TestLoans.sign(plan.toPsbt(), one), other).finish();
        return assertInstanceOf(Completion.Complete.class, done).transaction();
    }
}
