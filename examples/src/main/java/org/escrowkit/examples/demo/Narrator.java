package org.escrowkit.examples.demo;

import java.io.PrintStream;
import java.util.Locale;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
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

    void tell(int number, ServiceEvent event, Loan loan, Ledger ledger) {
        if (event instanceof ServiceEvent.DepositChanged changed) {
            say(number, "chain", describe(changed, loan, ledger));
        } else if (event instanceof ServiceEvent.StateChanged state) {
            say(number, "state", state.before() + " → " + state.after());
        } else if (event instanceof ServiceEvent.ActionDue due) {
            say(number, "service", describe(due.action()));
        }
    }

    private static String describe(ServiceEvent.DepositChanged change, Loan loan, Ledger ledger) {
        String what = sat(change.value()) + " in " + change.outpoint();
        String by = change.by().map(Sha256Hash::toString).orElse("");
        String where = change.block().map(block -> "in block " + block.height()).orElse("in the mempool");
        return switch (change.kind()) {
            case SPENT -> what + " is spent by " + by + " " + where;
            case REPLACED -> what + " is replaced by " + by;
            case DOUBLE_SPENT -> what + " is DOUBLE-SPENT by " + by + " " + where;
            case REORGED_OUT -> what + " was REORGANISED OUT of the chain";
            case SEEN, CONFIRMED, EVICTED, UNSPENT ->
                what + ": " + change.kind().name().toLowerCase(Locale.ROOT) + status(change, loan, ledger);
        };
    }

    /** By now, which may be later than what is told. */
    private static String status(ServiceEvent.DepositChanged change, Loan loan, Ledger ledger) {
        return loan.terms().escrows().scripts().stream()
                .flatMap(script -> ledger.deposits(script).stream())
                .filter(deposit -> deposit.outpoint().equals(change.outpoint()))
                .map(deposit -> ", " + ledger.status(deposit, loan.terms().deposits()))
                .findFirst()
                .orElse("");
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
