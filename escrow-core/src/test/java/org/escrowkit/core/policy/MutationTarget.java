package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.policy.PolicyFixture.NOW;
import static org.escrowkit.core.policy.PolicyFixture.liquidation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestEvidence;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.settlement.SettlementPlan;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/**
 * An honest PSBT and those who are to sign it: the reviewer, and another. The terms leave one fee, since between the
 * bounds the first who signs takes any.
 */
record MutationTarget(String name, Psbt honest, List<LoanCase> cases, Ledger ledger, Role reviewer, Role other) {
    private static final FeeRate ONLY_RATE = FeeRate.ofSatsPerVb(10);

    /** As the fixture's, with one source and no dwell: mutants are many, and prices have tests of their own. */
    private static final LoanTerms TERMS = fees(onePrice(PolicyFixture.TERMS), ONLY_RATE, ONLY_RATE, 1_000_000);

    private static final List<VaultAddress> ESCROWS = TERMS.escrows().addresses();
    private static final Ledger LEDGER = TestChain.watching(
                    TERMS.escrows().scripts().toArray(ByteString[]::new))
            .mine(
                    TestChain.paying(1, ESCROWS.get(0).scriptPubKey(), btc("1")),
                    TestChain.paying(2, ESCROWS.get(1).scriptPubKey(), btc("0.5")))
            .mineEmpty(2)
            .ledger();

    private static LoanTerms onePrice(LoanTerms terms) {
        PriceRules rules = TestLoans.TERMS.prices();
        return TestLoans.withMargin(terms, MoreTerms.withoutDwell(terms))
                .amend()
                .version(terms.version())
                .prices(rules)
                .build();
    }

    private static LoanTerms fees(LoanTerms terms, FeeRate floor, FeeRate ceiling, long most) {
        return TestLoans.withFees(
                terms, new FeeBounds(floor, ceiling, Coin.valueOf(most), BigDecimal.ONE, FeeBearer.BORROWER));
    }

    static List<MutationTarget> all() {
        List<MutationTarget> all = new ArrayList<>();
        all.add(of(new SettlementIntent.Release(), Role.BORROWER, Role.LENDER));
        all.add(of(new SettlementIntent.Refund(), Role.ARBITER, Role.BORROWER));
        all.add(of(new SettlementIntent.PartialRelease(sat(30_000_000)), Role.LENDER, Role.BORROWER));
        all.add(of(new SettlementIntent.Consolidation(), Role.BORROWER, Role.LENDER));
        all.add(of(liquidation("30000", "24000"), Role.LENDER, Role.ARBITER));
        all.add(of(
                new SettlementIntent.PartialLiquidation(
                        usd("30000"), BigDecimal.ZERO, price("24000"), Ltv.ofPercent("60")),
                Role.LENDER,
                Role.ARBITER));
        all.add(of(new SettlementIntent.AwardSplit(sat(80_000_000), sat(1_000_000)), Role.ARBITER, Role.BORROWER));
        all.add(replacement());
        all.add(batch());
        return all;
    }

    private static MutationTarget of(SettlementIntent intent, Role reviewer, Role other) {
        Loan loan = TestStates.demanding(intent, TERMS, LEDGER, 1);
        SettlementPlan plan = PolicyFixture.plan(loan, LEDGER);
        return of(intent.getClass().getSimpleName(), plan, loan, reviewer, other);
    }

    private static MutationTarget of(String name, SettlementPlan plan, Loan loan, Role reviewer, Role other) {
        LoanCase settled = PolicyFixture.honestCase(loan);
        Psbt marked = TestEvidence.marked(plan.toPsbt(), loan.terms(), settled.evidence());
        return new MutationTarget(name, marked, List.of(settled), LEDGER, reviewer, other);
    }

    /** Of a release, to the one fee that a replacement may have. */
    private static MutationTarget replacement() {
        Loan loan = TestStates.demanding(new SettlementIntent.Release(), TERMS, LEDGER, 1);
        Coin least = PolicyFixture.plan(loan, LEDGER).leastReplacementFee();
        LoanTerms terms = fees(TERMS, FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), least.value);
        Loan before = TestStates.in(terms, loan.state());
        SettlementPlan first = PolicyFixture.plan(before, LEDGER);
        Loan settling =
                TestStates.in(terms, ReplacementTest.settling(before, first).state());
        return of("Replacement", first.bumpedTo(least), settling, Role.BORROWER, Role.LENDER);
    }

    private static MutationTarget batch() {
        BatchFixture batch = new BatchFixture(List.of(sat(150_000_000), sat(160_000_000)), TERMS);
        Psbt psbt = batch.marked(batch.plan(batch.cases, ONLY_RATE).toPsbt());
        return new MutationTarget("Batch", psbt, batch.cases, batch.ledger, Role.LENDER, Role.ARBITER);
    }

    MutationTarget inVersion2() {
        return new MutationTarget(name + " 2", honest.toVersion(PsbtVersion.V2), cases, ledger, reviewer, other);
    }

    /** Signed by the other one, before the review. */
    MutationTarget signed(Psbt byOther) {
        return new MutationTarget(name + " signed", byOther, cases, ledger, reviewer, other);
    }

    Review review(byte[] psbt) {
        SignerRecords records = SignerRecords.of(reviewer, ledger, NOW, PolicyFixture.CHAIN_TIME);
        return cases.size() == 1
                ? Policy.review(psbt, cases.get(0), records)
                : Policy.reviewBatch(psbt, cases, records);
    }

    @Override
    public String toString() {
        return name;
    }
}
