package org.escrowkit.examples.demo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.ReleaseRule;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.vault.Role;

/** The five loans of the demonstration. Each gives the balances that must be there in the end. */
final class Stories {
    private static final Coin ONE_BITCOIN = Coin.COIN;

    /** A liquidation at 80 % brings the loan back to 50 %; below 40 % excess may go back. */
    private static final MarginRules PARTIAL = new MarginRules(
            Ltv.ofPercent("50"),
            List.of(new MarginTier(Ltv.ofPercent("70"), Ltv.ofPercent("50"), Optional.of(Duration.ofDays(2)))),
            Ltv.ofPercent("80"),
            Dwell.NONE,
            BigDecimal.ZERO,
            Optional.of(Ltv.ofPercent("50")),
            Optional.of(new ReleaseRule(Ltv.ofPercent("40"), Ltv.ofPercent("50"))),
            Duration.ZERO);

    private final Stage stage;

    Stories(Stage stage) {
        this.stage = stage;
    }

    List<Balance> repaidAndReleased(int number) {
        stage.narrator.chapter("Loan " + number + ": repaid and released");
        Loan opened = stage.open(number);
        stage.deposit(opened, Coin.valueOf(40_000_000));
        stage.mine(opened, Stage.CONFIRMATIONS);
        stage.narrator.say(number, "watcher", "too little: waits for more");
        stage.deposit(opened, Coin.valueOf(60_000_000));
        stage.mine(opened, 1);
        stage.mine(opened, Stage.CONFIRMATIONS - 1);
        stage.disburse(number);
        Loan active = stage.loan(number);
        stage.mustRefuse(
                number,
                Role.LENDER,
                "the borrower asks for the release of a loan that is not repaid",
                stage.forced(active, new SettlementIntent.Release()));
        stage.mustRefuse(
                number,
                Role.ARBITER,
                "the lender asks for the liquidation of a healthy loan",
                stage.forced(
                        active,
                        new SettlementIntent.Liquidation(Stage.PRINCIPAL, BigDecimal.ZERO, Stage.OPENING_PRICE)));
        stage.repay(number);
        stage.mustRefuse(
                number,
                Role.ARBITER,
                "somebody booked the repayment; the lender has signed no receipt",
                stage.psbt(number));
        stage.receipt(number);
        Psbt honest = stage.psbt(number);
        stage.explain(number, honest);
        stage.mustRefuse(
                number,
                Role.BORROWER,
                "the lender sends the release to an address of his own",
                paying(
                        honest,
                        0,
                        opened.terms().payouts().lender(),
                        honest.unsignedTransaction().outputs().get(0).value()));
        Psbt byLender = stage.sign(number, Role.LENDER, honest);
        Coin fee = stage.settle(opened, byLender, stage.sign(number, Role.BORROWER, honest));
        return balances(opened, Coin.ZERO, ONE_BITCOIN.subtract(fee));
    }

    List<Balance> liquidated(int number) {
        stage.narrator.chapter("Loan " + number + ": the price falls; margin call, then liquidation");
        Loan opened = stage.open(number);
        stage.deposit(opened, ONE_BITCOIN);
        stage.mine(opened, Stage.CONFIRMATIONS);
        stage.disburse(number);
        stage.price(Price.parse("USD 42000"));
        stage.price(Price.parse("USD 37000"));
        Psbt honest = stage.psbt(number);
        // 30,000 / 37,000 = 0.810810810810… bitcoin: rounded up to a satoshi, 81,081,082.
        Coin owed = Coin.valueOf(81_081_082);
        stage.mustRefuse(number, Role.BORROWER, "the arbiter asks the borrower to sign a liquidation", honest);
        Coin surplus = honest.unsignedTransaction().outputs().get(1).value();
        Psbt greedy = paying(
                paying(honest, 0, opened.terms().payouts().lender(), owed.add(Coin.SATOSHI)),
                1,
                opened.terms().payouts().borrower(),
                surplus.subtract(Coin.SATOSHI));
        stage.mustRefuse(number, Role.LENDER, "somebody moves one satoshi of the surplus to the lender", greedy);
        Psbt byLender = stage.sign(number, Role.LENDER, honest);
        Psbt stranger = paying(
                honest,
                1,
                stage.chain.newAddress(),
                honest.unsignedTransaction().outputs().get(1).value());
        stage.mustRefuse(number, Role.ARBITER, "the lender sends the surplus to a stranger's script", stranger);
        Coin fee = stage.settle(opened, stage.sign(number, Role.ARBITER, byLender));
        return balances(opened, owed, ONE_BITCOIN.subtract(owed).subtract(fee));
    }

    List<Balance> reorganised(int number) {
        stage.narrator.chapter("Loan " + number + ": the deposit is reorganised away and comes back");
        stage.price(Stage.OPENING_PRICE);
        Loan opened = stage.open(number);
        stage.deposit(opened, ONE_BITCOIN);
        stage.mine(opened, Stage.CONFIRMATIONS);
        stage.chain.reorg(Stage.CONFIRMATIONS);
        stage.narrator.say(number, "miner", "another chain with more work, without the deposit");
        stage.look(number);
        stage.mine(opened, Stage.CONFIRMATIONS);
        stage.disburse(number);
        stage.repay(number);
        stage.receipt(number);
        Psbt byLender = stage.sign(number, Role.LENDER, stage.psbt(number));
        stage.narrator.say(number, "borrower", "lost the key: the arbiter steps in");
        Coin fee = stage.settle(opened, stage.sign(number, Role.ARBITER, byLender));
        return balances(opened, Coin.ZERO, ONE_BITCOIN.subtract(fee));
    }

    List<Balance> mined(int number) {
        stage.narrator.chapter("Loan " + number + ": pledged by a miner with a fresh coinbase");
        Loan opened = stage.open(number);
        stage.chain.mineTo(opened.terms().escrow().address(), 1);
        stage.narrator.say(number, "miner", "mines a block to the loan's address");
        Loan waiting = stage.look(number);
        Coin reward = waiting.state().holdings().pending();
        stage.mine(opened, 98);
        stage.mine(opened, 1);
        stage.disburse(number);
        stage.repay(number);
        stage.receipt(number);
        Psbt honest = stage.psbt(number);
        Psbt byLender = stage.sign(number, Role.LENDER, honest);
        Coin fee = stage.settle(opened, stage.sign(number, Role.BORROWER, byLender));
        return balances(opened, Coin.ZERO, reward.subtract(fee));
    }

    List<Balance> partlyLiquidated(int number) {
        stage.narrator.chapter("Loan " + number + ": liquidated in part, excess released in part, repaid");
        Loan opened = stage.open(number, PARTIAL);
        stage.deposit(opened, ONE_BITCOIN);
        stage.mine(opened, Stage.CONFIRMATIONS);
        stage.disburse(number);
        stage.price(Price.parse("USD 36000"));
        SettlementPlan part = stage.plan(number);
        Coin sold = part.toLender();
        Psbt byLender = stage.sign(number, Role.LENDER, part.toPsbt(stage.evidence(number)));
        Coin fees = stage.settle(opened, stage.sign(number, Role.ARBITER, byLender));
        stage.narrator.say(number, "service", "still owed: " + stage.owed(number));
        stage.price(Price.parse("USD 75000"));
        stage.releaseExcess(number);
        byLender = stage.sign(number, Role.LENDER, stage.psbt(number));
        fees = fees.add(stage.settle(opened, stage.sign(number, Role.BORROWER, byLender)));
        stage.repay(number);
        stage.receipt(number);
        byLender = stage.sign(number, Role.LENDER, stage.psbt(number));
        fees = fees.add(stage.settle(opened, stage.sign(number, Role.BORROWER, byLender)));
        return balances(opened, sold, ONE_BITCOIN.subtract(sold).subtract(fees));
    }

    private static List<Balance> balances(Loan loan, Coin lender, Coin borrower) {
        int number = loan.number();
        return List.of(
                new Balance(number, "borrower", loan.terms().payouts().borrower(), borrower),
                new Balance(number, "lender", loan.terms().payouts().lender(), lender),
                new Balance(number, "escrow", loan.terms().escrow().address(), Coin.ZERO));
    }

    /** The same PSBT with one output changed. */
    private static Psbt paying(Psbt psbt, int output, Address to, Coin amount) {
        Transaction honest = psbt.unsignedTransaction();
        List<TransactionOutput> outputs = new ArrayList<>(honest.outputs());
        outputs.set(output, new TransactionOutput(amount, Scripts.of(to)));
        Transaction changed = new Transaction(honest.version(), honest.inputs(), outputs, honest.lockTime());
        return Psbt.create(changed)
                .withXpubs(psbt.xpubs())
                .withOthers(psbt.global().others())
                .withInputs(psbt.inputs());
    }
}
