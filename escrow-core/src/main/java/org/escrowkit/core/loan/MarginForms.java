package org.escrowkit.core.loan;

import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;

/** How margin rules are written. */
final class MarginForms {
    private MarginForms() {}

    static void write(FormWriter out, MarginRules rules) {
        writeRatio(out, rules.initial());
        out.list(rules.tiers(), MarginForms::writeTier);
        writeRatio(out, rules.liquidation());
        out.number(rules.dwell().samples()).span(rules.dwell().time());
        out.plainDecimal(rules.penalty());
        out.optional(rules.liquidateTo(), MarginForms::writeRatio);
        out.optional(rules.release(), MarginForms::writeRelease).span(rules.veto());
    }

    static MarginRules read(FormReader in) {
        return new MarginRules(
                readRatio(in),
                in.list(MarginForms::readTier),
                readRatio(in),
                new Dwell(in.number(), in.span()),
                in.decimal(),
                in.optional(MarginForms::readRatio),
                in.optional(MarginForms::readRelease),
                in.span());
    }

    static void writeRatio(FormWriter out, Ltv ratio) {
        out.int64(ratio.debt()).int64(ratio.worth());
    }

    static Ltv readRatio(FormReader in) {
        return new Ltv(in.int64(), in.int64());
    }

    private static void writeTier(FormWriter out, MarginTier tier) {
        writeRatio(out, tier.threshold());
        writeRatio(out, tier.cure());
        out.optional(tier.window(), FormWriter::span);
    }

    private static MarginTier readTier(FormReader in) {
        return new MarginTier(readRatio(in), readRatio(in), in.optional(FormReader::span));
    }

    private static void writeRelease(FormWriter out, ReleaseRule rule) {
        writeRatio(out, rule.below());
        writeRatio(out, rule.downTo());
    }

    private static ReleaseRule readRelease(FormReader in) {
        return new ReleaseRule(readRatio(in), readRatio(in));
    }
}
