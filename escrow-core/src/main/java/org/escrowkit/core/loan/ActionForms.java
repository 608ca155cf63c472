package org.escrowkit.core.loan;

import java.util.List;
import org.escrowkit.core.form.Choice;

/** How actions are written. */
final class ActionForms {
    static final Choice<LoanAction> ALL = new Choice<>(
            "action",
            List.of(
                    new Choice.Kind<>(
                            1,
                            LoanAction.AllowDisbursement.class,
                            (out, action) -> out.money(action.principal()),
                            in -> new LoanAction.AllowDisbursement(in.money())),
                    Choice.Kind.of(2, new LoanAction.WithholdDisbursement()),
                    new Choice.Kind<>(
                            3,
                            LoanAction.GiveNotice.class,
                            (out, action) -> out.number(action.tier()),
                            in -> new LoanAction.GiveNotice(in.number())),
                    new Choice.Kind<>(
                            4,
                            LoanAction.CallMargin.class,
                            (out, action) -> out.coin(action.topUp()).moment(action.cureBy()),
                            in -> new LoanAction.CallMargin(in.coin(), in.moment())),
                    new Choice.Kind<>(
                            5,
                            LoanAction.PrepareSettlement.class,
                            (out, action) -> IntentForms.ALL.write(out, action.intent()),
                            in -> new LoanAction.PrepareSettlement(IntentForms.ALL.read(in))),
                    Choice.Kind.of(6, new LoanAction.AbandonSettlement()),
                    new Choice.Kind<>(
                            7,
                            LoanAction.Broadcast.class,
                            (out, action) -> out.hash(action.txid()),
                            in -> new LoanAction.Broadcast(in.hash())),
                    new Choice.Kind<>(
                            8,
                            LoanAction.RaiseAlarm.class,
                            (out, action) -> out.text(action.reason()),
                            in -> new LoanAction.RaiseAlarm(in.text()))));

    private ActionForms() {}
}
