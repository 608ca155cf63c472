package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.ReleaseRule;

/** Margin rules as a person writes them. A loan-to-value is in percent, or a fraction where that has no decimal. */
final class TermsMargin {
    private static final Pattern FRACTION = Pattern.compile("([0-9]{1,18})/([0-9]{1,18})");
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,12})?");

    private static final int MOST_DECIMALS = 9;

    private TermsMargin() {}

    static MarginRules read(StrictJson json) {
        return new MarginRules(
                json.text("initial_ltv_percent", TermsMargin::ltv),
                json.list(
                        "tiers",
                        tier -> new MarginTier(
                                tier.text("threshold_ltv_percent", TermsMargin::ltv),
                                tier.text("cure_ltv_percent", TermsMargin::ltv),
                                tier.optional("cure_within", Duration::parse))),
                json.text("liquidation_ltv_percent", TermsMargin::ltv),
                json.find("dwell")
                        .map(dwell -> StrictJson.read(
                                dwell,
                                both -> new Dwell(both.get("samples").asInt(), both.text("time", Duration::parse))))
                        .orElse(Dwell.NONE),
                json.optional("penalty_percent", TermsMargin::share).orElse(BigDecimal.ZERO),
                json.optional("liquidate_to_ltv_percent", TermsMargin::ltv),
                json.find("release")
                        .map(release -> StrictJson.read(
                                release,
                                both -> new ReleaseRule(
                                        both.text("below_ltv_percent", TermsMargin::ltv),
                                        both.text("down_to_ltv_percent", TermsMargin::ltv)))),
                json.optional("veto", Duration::parse).orElse(Duration.ZERO));
    }

    static Map<String, Object> fields(MarginRules margin) {
        return Json.object(
                "initial_ltv_percent", percent(margin.initial()),
                "tiers",
                        margin.tiers().stream()
                                .map(tier -> Json.object(
                                        "threshold_ltv_percent", percent(tier.threshold()),
                                        "cure_ltv_percent", percent(tier.cure()),
                                        "cure_within", tier.window()))
                                .toList(),
                "liquidation_ltv_percent", percent(margin.liquidation()),
                "dwell",
                        Json.object(
                                "samples", margin.dwell().samples(),
                                "time", margin.dwell().time()),
                "penalty_percent", percent(margin.penalty()),
                "liquidate_to_ltv_percent", margin.liquidateTo().map(TermsMargin::percent),
                "release", margin.release().map(TermsMargin::fields),
                "veto", margin.veto());
    }

    private static Map<String, Object> fields(ReleaseRule rule) {
        return Json.object(
                "below_ltv_percent", percent(rule.below()),
                "down_to_ltv_percent", percent(rule.downTo()));
    }

    private static Ltv ltv(String text) {
        Matcher fraction = FRACTION.matcher(text);
        return fraction.matches()
                ? new Ltv(
                        Long.parseLong(fraction.group(1)), Math.multiplyExact(100L, Long.parseLong(fraction.group(2))))
                : Ltv.ofPercent(text);
    }

    /** As {@code 62.5}, or {@code 200/3} where there is no such decimal. */
    private static String percent(Ltv ltv) {
        BigDecimal hundredfold = BigDecimal.valueOf(ltv.debt()).movePointRight(2);
        BigDecimal rounded = hundredfold
                .divide(BigDecimal.valueOf(ltv.worth()), MOST_DECIMALS, RoundingMode.DOWN)
                .stripTrailingZeros();
        boolean exact = rounded.multiply(BigDecimal.valueOf(ltv.worth())).compareTo(hundredfold) == 0;
        return exact ? rounded.toPlainString() : hundredfold.toPlainString() + "/" + ltv.worth();
    }

    /** A share in percent: 2 is 0.02. */
    static BigDecimal share(String percent) {
        if (!PERCENT.matcher(percent).matches()) {
            throw new IllegalArgumentException("no percentage");
        }
        return new BigDecimal(percent).movePointLeft(2);
    }

    static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString();
    }
}
