package org.escrowkit.core.loan;

import java.util.List;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.loan.SettlementIntent.AwardSplit;
import org.escrowkit.core.loan.SettlementIntent.Consolidation;
import org.escrowkit.core.loan.SettlementIntent.Liquidation;
import org.escrowkit.core.loan.SettlementIntent.PartialLiquidation;
import org.escrowkit.core.loan.SettlementIntent.PartialRelease;
import org.escrowkit.core.loan.SettlementIntent.Refund;
import org.escrowkit.core.loan.SettlementIntent.Release;

/** How intents are written. */
final class IntentForms {
    static final Choice<SettlementIntent> ALL = new Choice<>(
            "intent",
            List.of(
                    Choice.Kind.of(1, new Release()),
                    Choice.Kind.of(2, new Refund()),
                    new Choice.Kind<>(
                            3,
                            PartialRelease.class,
                            (out, intent) -> out.coin(intent.excess()),
                            in -> new PartialRelease(in.coin())),
                    Choice.Kind.of(4, new Consolidation()),
                    new Choice.Kind<>(
                            5,
                            Liquidation.class,
                            (out, intent) -> out.money(intent.owed())
                                    .decimal(intent.penalty())
                                    .money(intent.price().ofOneBitcoin()),
                            in -> new Liquidation(in.money(), in.decimal(), new Price(in.money()))),
                    new Choice.Kind<>(
                            6,
                            PartialLiquidation.class,
                            IntentForms::write,
                            in -> new PartialLiquidation(
                                    in.money(), in.decimal(), new Price(in.money()), MarginForms.readRatio(in))),
                    new Choice.Kind<>(7, AwardSplit.class, IntentForms::writeSplit, IntentForms::readSplit)));

    private IntentForms() {}

    private static void write(FormWriter out, PartialLiquidation intent) {
        out.money(intent.owed()).decimal(intent.penalty()).money(intent.price().ofOneBitcoin());
        MarginForms.writeRatio(out, intent.target());
    }

    static void writeSplit(FormWriter out, AwardSplit split) {
        out.coin(split.toLender()).coin(split.toArbiter());
    }

    static AwardSplit readSplit(FormReader in) {
        return new AwardSplit(in.coin(), in.coin());
    }
}
