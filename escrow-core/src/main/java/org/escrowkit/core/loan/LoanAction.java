package org.escrowkit.core.loan;

import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.joda.money.BigMoney;

/** What a transition asks the shell to do, after the new state is stored. Repeating one does no harm. */
public sealed interface LoanAction {
    /** The collateral suffices: the lender may hand the principal out. */
    record AllowDisbursement(BigMoney principal) implements LoanAction {}

    /** Stop: the collateral that allowed the disbursement is no longer there. */
    record WithholdDisbursement() implements LoanAction {}

    /** Ask the borrower for this much more collateral. */
    record CallMargin(Coin topUp) implements LoanAction {}

    /** Build the transaction for this intent and gather its signatures. */
    record PrepareSettlement(SettlementIntent intent) implements LoanAction {}

    /** Send the settlement and watch it. */
    record Broadcast(Sha256Hash txid) implements LoanAction {}

    /** Something that no transition can put right: a person must look. */
    record RaiseAlarm(String reason) implements LoanAction {}
}
