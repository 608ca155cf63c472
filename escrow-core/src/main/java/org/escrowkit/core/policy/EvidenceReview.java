package org.escrowkit.core.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.SignedStatement;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.loan.Conflicted;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Defaulted;
import org.escrowkit.core.loan.Disputed;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.ReleaseRule;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;

/** Checks that the evidence in a case forces what the loan's state demands, with nobody's word but what is signed. */
final class EvidenceReview {
    private final LoanTerms terms;
    private final ContractFingerprint contract;
    private final LoanState state;

    /** Whether the settlement under way is of coins that came after another one ended the loan. */
    private final boolean cameLater;

    private final SettlementIntent intent;
    private final Coin value;
    private final SignerRecords records;
    private final Findings findings;
    private final List<SignedStatement> statements = new ArrayList<>();
    private final PriceProof prices;
    private final boolean known;

    /**
     * @param contract the fingerprint of the loan's terms
     * @param value of the coins that are to be spent
     * @param known whether this very transaction was found right before, at prices that may have moved since
     */
    EvidenceReview(
            LoanCase settled,
            ContractFingerprint contract,
            SettlementIntent intent,
            Coin value,
            SignerRecords records,
            boolean known,
            Findings findings) {
        this.known = known;
        this.terms = settled.loan().terms();
        this.contract = contract;
        this.state = deciding(settled.loan().state());
        this.cameLater = settled.loan().state() instanceof Settling settling
                && !settling.earlier().isEmpty();
        this.intent = intent;
        this.value = value;
        this.records = records;
        this.findings = findings;
        boolean decided = isDecided(settled.loan().state());
        Evidence evidence = settled.evidence();
        evidence.statements().forEach(signed -> take(signed, decided));
        // What was decided on fresh prices stays decided, however long its replacements take.
        prices = PriceProof.of(
                evidence.prices(), terms, decided ? Optional.empty() : Optional.of(records.now()), findings);
    }

    /** The state that decided on the settlement. */
    private static LoanState deciding(LoanState state) {
        if (state instanceof Settling settling) {
            return deciding(settling.from());
        }
        if (state instanceof Conflicted conflicted) {
            return deciding(conflicted.settling());
        }
        return state instanceof Disputed disputed ? disputed.before() : state;
    }

    private static boolean isDecided(LoanState state) {
        return state instanceof Settling || state instanceof Conflicted;
    }

    private void take(SignedStatement signed, boolean decided) {
        Statement statement = signed.statement();
        boolean ours = statement.contract().equals(contract);
        boolean holds = decided || statement.holdsAt(records.now());
        boolean newest = signed.signers().stream()
                .allMatch(role -> statement.sequence() >= records.history().sequence(statement.contract(), role));
        if (!findings.require(
                        signed.isSignedBy(terms.contractKeys()),
                        PolicyRule.EVIDENCE_IS_GENUINE,
                        "good signatures by the contract keys of " + signed.signers(),
                        "others under " + statement.claim())
                || !findings.require(
                        ours && holds && newest,
                        PolicyRule.EVIDENCE_IS_CURRENT,
                        "statements about contract " + contract + " that hold at " + records.now()
                                + " and are not superseded",
                        statement)) {
            return;
        }
        statements.add(signed);
    }

    void check() {
        if (intent instanceof SettlementIntent.Release) {
            requireClaim(Role.LENDER, new Claim.Repaid());
        } else if (intent instanceof SettlementIntent.Refund) {
            checkRefund();
        } else if (intent instanceof SettlementIntent.PartialRelease release) {
            checkExcess(release);
        } else if (intent instanceof SettlementIntent.Liquidation liquidation) {
            checkLiquidation(liquidation.owed(), liquidation.price());
        } else if (intent instanceof SettlementIntent.PartialLiquidation liquidation) {
            checkLiquidation(liquidation.owed(), liquidation.price());
        } else if (intent instanceof SettlementIntent.AwardSplit split) {
            checkAward(new Claim.Awarded(split.toLender(), split.toArbiter()));
        }
        // A consolidation leaves everything with the loan: its terms are reason enough.
    }

    /** A party's last word. */
    private Optional<Claim> claimOf(Role role) {
        return statements.stream()
                .filter(signed -> signed.signers().contains(role))
                .map(SignedStatement::statement)
                .max(Comparator.comparingLong(Statement::sequence))
                .map(Statement::claim);
    }

    private boolean claims(Role role, Claim claim) {
        return claimOf(role).filter(claim::equals).isPresent();
    }

    private void requireClaim(Role role, Claim claim) {
        findings.require(
                claims(role, claim),
                PolicyRule.EVIDENCE_IS_COMPLETE,
                claim + " by the " + role.name().toLowerCase(Locale.ROOT),
                describe(role));
    }

    private String describe(Role role) {
        return claimOf(role).map(Claim::toString).orElse("nothing");
    }

    private void checkRefund() {
        if (state instanceof Ended || cameLater) {
            // The chain shows how the loan ended: what came later is nobody's but the borrower's.
            return;
        }
        Claim cancelled = new Claim.Cancelled();
        boolean calledOff = claims(Role.BORROWER, cancelled) && claims(Role.LENDER, cancelled);
        Deadlines deadlines = terms.deadlines();
        Instant opens = value.isLessThan(terms.requiredCollateral()) ? deadlines.fundBy() : deadlines.disburseBy();
        findings.require(
                calledOff || !records.chainTime().isBefore(opens),
                PolicyRule.DEADLINE_HAS_PASSED,
                "chain time of " + opens + " or later, or a cancellation by borrower and lender",
                records.chainTime());
        boolean disbursed = statements.stream()
                .anyMatch(signed -> signed.signers().contains(Role.BORROWER)
                        && signed.statement().claim() instanceof Claim.Disbursed);
        findings.require(
                calledOff || !disbursed,
                PolicyRule.EVIDENCE_IS_COMPLETE,
                "no receipt of the principal by the borrower",
                "one");
    }

    private void checkExcess(SettlementIntent.PartialRelease release) {
        if (!(state instanceof Running running)) {
            return;
        }
        BigMoney owed = running.position().owed(terms, records.now());
        Coin left = value.subtract(release.excess());
        Optional<Ltv> downTo = terms.margin().release().map(ReleaseRule::downTo);
        findings.require(
                downTo.isPresent()
                        && prices.shows(price -> !left.isLessThan(downTo.get().collateralFor(owed, price))),
                PolicyRule.PRICE_IS_ATTESTED,
                terms.prices().quorum() + " fresh prices at which " + left.value + " sat cover " + owed,
                "too few");
    }

    private void checkLiquidation(BigMoney owed, Price price) {
        findings.require(
                known || prices.confirms(price),
                PolicyRule.PRICE_IS_ATTESTED,
                terms.prices().quorum() + " fresh prices within "
                        + terms.prices().maxDeviation() + " of " + price,
                "too few");
        findings.require(
                !claims(Role.LENDER, new Claim.Repaid()),
                PolicyRule.EVIDENCE_IS_COMPLETE,
                "no receipt of the last repayment as the lender's last word",
                "one");
        if (state instanceof Defaulted defaulted) {
            checkDefault(defaulted, owed);
        } else {
            findings.require(
                    known || reached(owed) || unanswered(owed),
                    PolicyRule.THRESHOLD_IS_PROVEN,
                    "prices without a gap that reach " + terms.margin().liquidation() + " for "
                            + words(terms.margin().dwell()) + ", or a margin call that they leave unanswered",
                    "neither");
            findings.require(
                    terms.margin().veto().isZero() || !claims(Role.BORROWER, new Claim.Contested()),
                    PolicyRule.LIQUIDATION_IS_UNCONTESTED,
                    "no objection by the borrower",
                    "one");
        }
    }

    private static String words(Dwell dwell) {
        return dwell.samples() + " prices over " + Findings.words(dwell.time());
    }

    private boolean reached(BigMoney owed) {
        return prices.shows(
                beyond(terms.margin().liquidation(), owed), terms.margin().dwell());
    }

    private boolean unanswered(BigMoney owed) {
        return terms.margin().tiers().stream()
                .filter(tier -> tier.window().isPresent())
                .anyMatch(tier -> prices.shows(
                        beyond(tier.threshold(), owed), tier.window().orElseThrow(), uncured(tier, owed)));
    }

    private Predicate<Price> beyond(Ltv threshold, BigMoney owed) {
        return price -> threshold.reachedBy(owed, price.worth(value));
    }

    private Predicate<Price> uncured(MarginTier tier, BigMoney owed) {
        return price -> value.isLessThan(tier.cure().collateralFor(owed, price));
    }

    private void checkDefault(Defaulted defaulted, BigMoney owed) {
        Deadlines deadlines = terms.deadlines();
        boolean overdue = defaulted
                .position()
                .debt()
                .overdue(
                        terms.interest(),
                        deadlines.lastDay(),
                        Deadlines.day(records.chainTime().minus(deadlines.grace())))
                .isPositive();
        findings.require(
                overdue,
                PolicyRule.DEADLINE_HAS_PASSED,
                "a payment overdue by chain time, grace of " + Findings.words(deadlines.grace()) + " included",
                records.chainTime());
        boolean stated = claimOf(Role.LENDER)
                .filter(claim -> claim instanceof Claim.Unpaid unpaid
                        && unpaid.amount().isSameCurrency(owed)
                        && !owed.isGreaterThan(unpaid.amount()))
                .isPresent();
        findings.require(
                stated,
                PolicyRule.EVIDENCE_IS_COMPLETE,
                "the lender's statement that " + owed + " or more are unpaid",
                describe(Role.LENDER));
    }

    private void checkAward(Claim.Awarded award) {
        long agreed =
                Arrays.stream(Role.values()).filter(role -> claims(role, award)).count();
        findings.require(agreed >= 2, PolicyRule.EVIDENCE_IS_COMPLETE, award + " by two parties", agreed + " of them");
    }
}
