package org.escrowkit.core.loan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * At which loan-to-value ratios something happens.
 *
 * @param initial that the collateral must give when the principal is handed out
 * @param tiers of margin calls and notices, by rising threshold, all between {@code initial} and {@code liquidation}
 * @param liquidation from which on the lender is made whole from the collateral
 * @param dwell how long that threshold must stay reached
 * @param penalty that a liquidation adds to what is owed, as a share: 0.02 is 2 %
 * @param liquidateTo the ratio to which a partial liquidation brings the loan back; empty where a liquidation takes all
 * @param release when the borrower may take excess back; empty for never
 * @param veto how long the borrower may contest a liquidation by price before anybody signs it; zero for not at all
 */
public record MarginRules(
        Ltv initial,
        List<MarginTier> tiers,
        Ltv liquidation,
        Dwell dwell,
        BigDecimal penalty,
        Optional<Ltv> liquidateTo,
        Optional<ReleaseRule> release,
        Duration veto) {
    /**
     * @throws IllegalArgumentException unless the ratios rise from {@code initial} over the tiers to
     *     {@code liquidation}
     */
    public MarginRules {
        tiers = List.copyOf(tiers);
        penalty = Decimals.share(penalty, "a penalty");
        List<Ltv> rising = Stream.of(
                        Stream.of(initial), tiers.stream().map(MarginTier::threshold), Stream.of(liquidation))
                .flatMap(ratios -> ratios)
                .toList();
        for (int i = 1; i < rising.size(); i++) {
            require(
                    rising.get(i - 1).compareTo(rising.get(i)) < 0,
                    "ratios rise from initial to liquidation: " + rising);
        }
        require(penalty.compareTo(BigDecimal.ONE) < 0, "a penalty is a share: " + penalty);
        require(
                liquidateTo.isEmpty() || liquidateTo.get().compareTo(liquidation) < 0,
                "a liquidation ends below its threshold: " + liquidateTo);
        require(
                release.isEmpty() || release.get().downTo().compareTo(lowest(tiers, liquidation)) < 0,
                "a release ends below the first threshold: " + release);
        require(!veto.isNegative(), "a time to contest is not below zero: " + veto);
    }

    private static Ltv lowest(List<MarginTier> tiers, Ltv liquidation) {
        return tiers.isEmpty() ? liquidation : tiers.get(0).threshold();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    /**
     * One margin call, to be answered within two days by returning to {@code initial}, and a liquidation that takes
     * all; in percent: {@code plain("50", "70", "80")}.
     */
    public static MarginRules plain(String initial, String marginCall, String liquidation) {
        Ltv start = Ltv.ofPercent(initial);
        MarginTier call = new MarginTier(Ltv.ofPercent(marginCall), start, Optional.of(Duration.ofDays(2)));
        return new MarginRules(
                start,
                List.of(call),
                Ltv.ofPercent(liquidation),
                Dwell.NONE,
                BigDecimal.ZERO,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO);
    }

    /** The same with partial liquidations, which bring a loan back to this ratio. */
    public MarginRules liquidatingTo(Ltv ratio) {
        return new MarginRules(initial, tiers, liquidation, dwell, penalty, Optional.of(ratio), release, veto);
    }

    /**
     * The rules that Unchained publishes, as ratios of collateral to principal: it starts at 250 %, notices come at 175
     * % and 160 %, margin calls at 150 % (two days) and 135 % (four hours) ask for 165 %, and at 110 % so much is sold
     * that 165 % is left. Excess goes back above 300 %, down to 250 %.
     */
    public static MarginRules unchained() {
        Ltv cure = Ltv.ofCollateralPercent("165");
        return new MarginRules(
                Ltv.ofCollateralPercent("250"),
                List.of(
                        new MarginTier(
                                Ltv.ofCollateralPercent("175"), Ltv.ofCollateralPercent("200"), Optional.empty()),
                        new MarginTier(Ltv.ofCollateralPercent("160"), cure, Optional.empty()),
                        new MarginTier(Ltv.ofCollateralPercent("150"), cure, Optional.of(Duration.ofHours(48))),
                        new MarginTier(Ltv.ofCollateralPercent("135"), cure, Optional.of(Duration.ofHours(4)))),
                Ltv.ofCollateralPercent("110"),
                Dwell.NONE,
                BigDecimal.ZERO,
                Optional.of(cure),
                Optional.of(new ReleaseRule(Ltv.ofCollateralPercent("300"), Ltv.ofCollateralPercent("250"))),
                Duration.ZERO);
    }

    /** From which ratio on a loan that is not yet handed out is held back. */
    public Ltv firstThreshold() {
        return lowest(tiers, liquidation);
    }
}
