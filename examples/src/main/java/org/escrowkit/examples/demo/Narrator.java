package org.escrowkit.examples.demo;

import java.io.PrintStream;
import java.util.Locale;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.wallet.ServiceEvent;

/** Tells what happens, one line for each step: which loan, who, what. */
final class Narrator {
    private final PrintStream out;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        out.println();
        out.println("── " + title + " " + "─".repeat(Math.max(3, 100 - title.length())));
    }

    void say(String who, String what) {
        out.printf(Locale.ROOT, "         %-9s  %s%n", who, what);
    }

    void say(int loan, String who, String what) {
        out.printf(Locale.ROOT, "loan %-3d %-9s  %s%n", loan, who, what);
    }

    void tell(ServiceEvent event, Loan loan, Ledger ledger) {
        if (event instanceof ServiceEvent.DepositChanged changed) {
            say(event.loanNumber(), "chain", describe(changed.change(), loan, ledger));
        } else if (event instanceof ServiceEvent.StateChanged state) {
            say(
                    event.loanNumber(),
                    "state",
                    state.before().name() + " → " + state.after().name());
        } else if (event instanceof ServiceEvent.ActionDue due) {
            say(event.loanNumber(), "service", describe(due.action()));
        }
    }

    private static String describe(DepositChange change, Loan loan, Ledger ledger) {
        Deposit deposit = change.deposit();
        String what = sat(deposit.value()) + " in " + deposit.outpoint();
        if (change instanceof DepositChange.SpentBy spent) {
            String where = spent.spend()
                    .block()
                    .map(block -> "in block " + block.height())
                    .orElse("in the mempool");
            return what + " is spent by " + spent.spend().txid() + " " + where;
        }
        if (change instanceof DepositChange.Replaced replaced) {
            return what + " is replaced by " + replaced.by();
        }
        if (change instanceof DepositChange.DoubleSpent ended) {
            return what + " is DOUBLE-SPENT by " + ended.by() + " in block "
                    + ended.block().height();
        }
        String status = ledger.status(deposit, loan.terms().deposits()).toString();
        if (change instanceof DepositChange.ReorgedOut) {
            return what + " was REORGANISED OUT of the chain";
        }
        return what + ": " + change.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ", " + status;
    }

    private static String describe(LoanAction action) {
        if (action instanceof LoanAction.AllowDisbursement allowed) {
            return "collateral suffices: the lender may hand out " + allowed.principal();
        }
        if (action instanceof LoanAction.WithholdDisbursement) {
            return "collateral is gone: the lender must not hand anything out";
        }
        if (action instanceof LoanAction.GiveNotice notice) {
            return "tells the borrower that tier " + notice.tier() + " of the margin is reached";
        }
        if (action instanceof LoanAction.CallMargin call) {
            return "asks the borrower for " + sat(call.topUp()) + " more by " + call.cureBy();
        }
        if (action instanceof LoanAction.AbandonSettlement) {
            return "no longer demands the settlement";
        }
        if (action instanceof LoanAction.PrepareSettlement settlement) {
            return "demands a " + settlement.intent();
        }
        if (action instanceof LoanAction.Broadcast broadcast) {
            return "sends " + broadcast.txid();
        }
        return "ALARM: " + ((LoanAction.RaiseAlarm) action).reason();
    }

    static String sat(Coin amount) {
        return String.format(Locale.ROOT, "%,d sat", amount.value);
    }
}
