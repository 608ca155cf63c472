package org.escrowkit.core.loan;

import org.bitcoinj.base.Coin;
import org.escrowkit.core.ledger.Collateral;
import org.joda.money.BigMoney;

/** What the states of a loan with debt have in common: the margin decides which of them it is. */
final class Outstanding {
    private Outstanding() {}

    /** The state that debt, collateral and price give. */
    static Transition assess(Collateral collateral, BigMoney debt, Price price, LoanTerms terms) {
        LoanToValue ltv = new LoanToValue(debt, price, collateral.value());
        if (ltv.reaches(terms.margin().liquidation())) {
            Liquidatable due = new Liquidatable(collateral, debt, price);
            return Transition.to(due, new LoanAction.PrepareSettlement(due.intent()));
        }
        if (ltv.reaches(terms.margin().marginCall())) {
            MarginCall call = new MarginCall(collateral, debt, price);
            return Transition.to(call, new LoanAction.CallMargin(topUp(call, terms)));
        }
        return Transition.to(new Active(collateral, debt));
    }

    private static Coin topUp(MarginCall call, LoanTerms terms) {
        Coin needed = terms.margin().collateralFor(call.debt(), call.price());
        return needed.subtract(call.collateral().value());
    }

    /** A repayment against debt: the state without debt, or the debt that is left. */
    static Decision repay(Command.RecordRepayment command, Collateral collateral, BigMoney debt, RestOfDebt rest) {
        if (!command.amount().isSameCurrency(debt)) {
            return Decision.reject("the debt is in " + debt.getCurrencyUnit() + ", not "
                    + command.amount().getCurrencyUnit());
        }
        if (command.amount().isGreaterThan(debt)) {
            return Decision.reject("only " + debt + " is owed, not " + command.amount());
        }
        BigMoney left = debt.minus(command.amount());
        return left.isZero()
                ? Decision.accept(
                        new Repaid(collateral), new LoanAction.PrepareSettlement(new SettlementIntent.Release()))
                : new Decision.Accepted(rest.with(left));
    }

    /** What a state becomes when only this debt is left. */
    @FunctionalInterface
    interface RestOfDebt {
        Transition with(BigMoney debt);
    }

    /**
     * The collateral to judge the margin by: once final, it counts until more is there. A liquidation cannot be taken
     * back, while what a reorganisation took mostly returns within a block or two, seen in the mempool or not. If it
     * does not return, a person has to decide; the alarm asks for one.
     */
    static Collateral pledged(Collateral before, Collateral now) {
        return now.value().isLessThan(before.value()) ? before : now;
    }

    /** Collateral of a running loan does not leave by itself: a reorganisation took it, or a spend nobody here made. */
    static LoanAction[] alarmIfLess(Collateral before, Collateral now) {
        return now.value().isLessThan(before.value())
                ? new LoanAction[] {
                    new LoanAction.RaiseAlarm("collateral of a running loan fell from "
                            + before.value().toFriendlyString() + " to "
                            + now.value().toFriendlyString())
                }
                : new LoanAction[0];
    }
}
