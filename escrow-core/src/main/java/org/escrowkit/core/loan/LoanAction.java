package org.escrowkit.core.loan;

import java.time.Instant;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.joda.money.BigMoney;

/** What a transition asks the shell to do, after the new state is stored. Repeating one does no harm. */
public sealed interface LoanAction {
    /** The collateral suffices: the lender may hand the principal out. */
    record AllowDisbursement(BigMoney principal) implements LoanAction {}

    /** Stop: what allowed the disbursement no longer holds. */
    record WithholdDisbursement() implements LoanAction {}

    /** Tell the borrower that the loan-to-value ratio reached this tier of the terms. */
    record GiveNotice(int tier) implements LoanAction {}

    /** Ask the borrower for this much more collateral, or as much by repayment, until then. */
    record CallMargin(Coin topUp, Instant cureBy) implements LoanAction {}

    /** Build the transaction for this intent and gather its signatures. */
    record PrepareSettlement(SettlementIntent intent) implements LoanAction {}

    /** What was being prepared is no longer demanded: throw it away. */
    record AbandonSettlement() implements LoanAction {}

    /** Send the settlement and watch it. */
    record Broadcast(Sha256Hash txid) implements LoanAction {}

    /** Something that no transition can put right: a person must look. */
    record RaiseAlarm(String reason) implements LoanAction {}
}
