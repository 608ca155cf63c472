package org.escrowkit.wallet;

import java.util.Locale;
import java.util.stream.Collectors;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Fact;
import org.escrowkit.core.loan.Holdings;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanEvent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.loan.TakenCoin;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.audit.EvidenceJson;
import org.escrowkit.wallet.audit.Printable;

/** What happens to loans, on one line for a person, without control characters. Words alone: decide by the values. */
public final class LoanWords {
    private LoanWords() {}

    /** A row of a journal; never an exception, as the row may be one that somebody changed. */
    public static String of(AuditRow row) {
        try {
            return Printable.of(words(JournalRow.decode(row)));
        } catch (MalformedException notOurs) {
            return row.body().size() + " bytes that this version does not read";
        }
    }

    private static String words(JournalRow row) {
        if (row instanceof JournalRow.Opened opened) {
            return "the loan began: " + opened.loan().state().name();
        } else if (row instanceof JournalRow.Changed changed) {
            return words(changed.event());
        } else if (row instanceof JournalRow.Refused refused) {
            return "refused, " + refused.reason() + ": " + words(refused.command());
        } else if (row instanceof JournalRow.Shown shown) {
            return "shown for the settlement: " + shown.evidence().statements().size() + " statements, "
                    + shown.evidence().prices().size() + " prices, "
                    + shown.evidence().hash();
        } else if (row instanceof JournalRow.Moved moved) {
            return words(moved.deposit());
        }
        return ((JournalRow.Trouble) row).words();
    }

    public static String of(ServiceEvent event) {
        return Printable.of(words(event));
    }

    private static String words(ServiceEvent event) {
        if (event instanceof ServiceEvent.Opened opened) {
            return "opened, " + opened.state();
        } else if (event instanceof ServiceEvent.StateChanged changed) {
            return "was " + changed.before() + ", is " + changed.after();
        } else if (event instanceof ServiceEvent.ActionDue due) {
            return words(due.action());
        }
        ServiceEvent.DepositChanged deposit = (ServiceEvent.DepositChanged) event;
        return "deposit " + deposit.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": "
                + amount(deposit.value()) + " at " + deposit.outpoint()
                + deposit.block().map(block -> ", block " + block.height()).orElse("")
                + deposit.by().map(txid -> ", by " + txid).orElse("");
    }

    /** What a loan asks to be done. */
    public static String of(LoanAction action) {
        return Printable.of(words(action));
    }

    private static String words(LoanAction action) {
        if (action instanceof LoanAction.AllowDisbursement allowed) {
            return "the principal may be handed out: " + allowed.principal();
        } else if (action instanceof LoanAction.WithholdDisbursement) {
            return "the principal must not be handed out any more";
        } else if (action instanceof LoanAction.GiveNotice notice) {
            return "the borrower is to be told that step " + (notice.tier() + 1) + " of the margin rules is reached";
        } else if (action instanceof LoanAction.CallMargin call) {
            return "margin call: " + amount(call.topUp()) + " more collateral, or as much by repayment, until "
                    + call.cureBy();
        } else if (action instanceof LoanAction.PrepareSettlement prepare) {
            return "to be signed: " + prepare.intent();
        } else if (action instanceof LoanAction.AbandonSettlement) {
            return "what was to be signed is no longer demanded";
        } else if (action instanceof LoanAction.Broadcast broadcast) {
            return "to be sent: " + broadcast.txid();
        }
        return "alarm: " + ((LoanAction.RaiseAlarm) action).reason();
    }

    /** A fact or a command. */
    public static String of(LoanEvent event) {
        return Printable.of(words(event));
    }

    private static String words(LoanEvent event) {
        return event instanceof Fact fact ? words(fact) : words((Command) event);
    }

    private static String words(Fact fact) {
        if (fact instanceof Fact.ChainObserved chain) {
            return words(chain.holdings());
        } else if (fact instanceof Fact.PriceObserved price) {
            return "a price of " + price.quote().price() + " at "
                    + price.quote().at();
        } else if (fact instanceof Fact.DebtStated stated) {
            return "the lender states that " + stated.owed() + " is owed";
        }
        return "it is " + fact.at();
    }

    private static String words(Holdings holdings) {
        return "the chain shows " + amount(holdings.value()) + " final, " + amount(holdings.pending()) + " pending"
                + holdings.taken().stream().map(LoanWords::words).collect(Collectors.joining());
    }

    private static String words(TakenCoin taken) {
        return ", " + amount(taken.coin().value()) + " taken by " + taken.by() + (taken.deep() ? " for good" : "")
                + taken.signers().stream()
                        .sorted()
                        .map(EvidenceJson::name)
                        .reduce((one, other) -> one + " and " + other)
                        .map(names -> ", signed by " + names)
                        .orElse("");
    }

    private static String words(Command command) {
        if (command instanceof Command.Disburse) {
            return "the lender handed the principal out";
        } else if (command instanceof Command.RecordRepayment paid) {
            return "the lender received " + paid.amount();
        } else if (command instanceof Command.ReleaseExcess release) {
            return "the borrower wants excess collateral back, "
                    + release.amount().map(LoanWords::amount).orElse("as much as may go");
        } else if (command instanceof Command.Settle settle) {
            return "signed by two: " + words(settle.settlement());
        } else if (command instanceof Command.Bump bump) {
            return "signed by two, to replace what is under way: " + words(bump.settlement());
        } else if (command instanceof Command.Dispute dispute) {
            return "the " + EvidenceJson.name(dispute.by()) + " contests the loan";
        } else if (command instanceof Command.Award award) {
            return "the dispute ends with an " + award.split();
        } else if (command instanceof Command.Amend amend) {
            return "all three parties signed new terms, version "
                    + amend.terms().version();
        }
        return plain(command);
    }

    /** Those that say nothing more. */
    private static String plain(Command command) {
        if (command instanceof Command.Agree) {
            return "all three parties signed the terms";
        } else if (command instanceof Command.Cancel) {
            return "lender and borrower call the loan off";
        } else if (command instanceof Command.Consolidate) {
            return "the parties want many coins made into one";
        }
        return "the dispute is over without an award";
    }

    private static String words(SignedSettlement settlement) {
        return settlement.intent() + ", transaction " + settlement.txid() + " with a fee of "
                + amount(settlement.fee());
    }

    private static String amount(Coin amount) {
        return amount.value + " sat";
    }
}
