package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.ReleaseRule;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The turns that a loan may take besides a plain release and a plain liquidation, to the satoshi, on a real node. */
abstract class LoanCourseContract extends OnNode {
    /** A liquidation at 80 % brings the loan back to 50 %, with a penalty of 2 %; below 40 % excess goes back. */
    private static final MarginRules PARTIAL = new MarginRules(
            Ltv.ofPercent("50"),
            List.of(new MarginTier(Ltv.ofPercent("70"), Ltv.ofPercent("50"), Optional.of(Duration.ofDays(2)))),
            Ltv.ofPercent("80"),
            Dwell.NONE,
            new BigDecimal("0.02"),
            Optional.of(Ltv.ofPercent("50")),
            Optional.of(new ReleaseRule(Ltv.ofPercent("40"), Ltv.ofPercent("50"))),
            Duration.ZERO);

    private @Nullable LoanBench shared;

    @Override
    void prepare() {
        shared = closedWithTheClass(new LoanBench(node()));
        bench().chain.mine(10);
        bench().poll();
    }

    private LoanBench bench() {
        return Objects.requireNonNull(shared);
    }

    private Loan openPartial() {
        return bench().open(RegtestChain.addressOfNobody(), PARTIAL);
    }

    private Loan active(Loan opened) {
        return bench().active(opened);
    }

    private void assertHolds(Coin amount, Address address) {
        assertEquals(amount, bench().held(address), address::toString);
    }

    private static Address escrow(Loan loan, int number) {
        return loan.terms().escrows().addresses().get(number).address();
    }

    private BigMoney owed(Loan loan) {
        return ((Running) bench().state(loan)).position().owed(loan.terms(), bench().now());
    }

    private static void tell(Loan loan, String what) {
        System.out.println("loan " + loan.number() + ": " + what);
    }

    /** Of x bitcoin sold at 36,000, the debt falls by 36,000x / 1.02; after it stands at half of what is left. */
    @Test
    void aPartialLiquidationBringsTheLoanBackToItsTargetAtAFreshAddress() {
        Loan loan = active(openPartial());
        bench().price(Price.parse("USD 36000"));
        bench().assertState("liquidatable", loan);
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.ARBITER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("active", loan);
        Coin fee = bench().fee(txid);
        Coin sold = bench().held(loan.terms().payouts().lender());
        Coin kept = Coin.COIN.subtract(sold).subtract(fee);
        tell(loan, sold.value + " sat sold, " + kept.value + " kept, fee " + fee.value + ", " + owed(loan) + " owed");
        assertHolds(kept, escrow(loan, 1));
        assertHolds(Coin.ZERO, escrow(loan, 0));
        BigDecimal worth = new BigDecimal("36000").multiply(BigDecimal.valueOf(kept.value, 8));
        BigDecimal debt = owed(loan).getAmount();
        assertTrue(debt.multiply(BigDecimal.valueOf(2)).compareTo(worth) <= 0, debt + " of " + worth);
        BigDecimal oneLess = debt.add(new BigDecimal("0.02")).multiply(BigDecimal.valueOf(2));
        assertTrue(oneLess.compareTo(worth) > 0, "more was sold than was needed");
    }

    /** 30,000 at 75,000 is 40 %: at 50 % four fifths of a bitcoin must stay. */
    @Test
    void excessGoesBackAndTheRestMovesToAFreshAddress() {
        Loan loan = active(openPartial());
        bench().price(Price.parse("USD 75000"));
        bench().command(loan, new Command.ReleaseExcess(Optional.empty(), bench().now()));
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("active", loan);
        Coin fee = bench().fee(txid);
        tell(loan, "20,000,000 sat less a fee of " + fee.value + " go back, 80,000,000 stay");
        assertHolds(
                Coin.valueOf(20_000_000).subtract(fee), loan.terms().payouts().borrower());
        assertHolds(Coin.valueOf(80_000_000), escrow(loan, 1));
        bench().price(LoanBench.OPENING_PRICE);
        bench().assertState("active", loan);
        bench().repay(bench().loan(loan));
        bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("released", loan);
        assertHolds(Coin.ZERO, escrow(loan, 1));
    }

    @Test
    void aTopUpCuresAMarginCall() {
        Loan loan = active(openPartial());
        bench().price(Price.parse("USD 42000"));
        bench().assertState("margin call", loan);
        bench().deposit(loan, Coin.valueOf(50_000_000));
        bench().assertState("margin call", loan);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("active", loan);
        bench().price(LoanBench.OPENING_PRICE);
        bench().repay(bench().loan(loan));
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().mine(LoanBench.CONFIRMATIONS);
        Coin fee = bench().fee(txid);
        tell(loan, "150,000,000 sat of two deposits less a fee of " + fee.value + " go back");
        assertHolds(
                Coin.valueOf(150_000_000).subtract(fee), loan.terms().payouts().borrower());
    }

    /** A lender who never pays out: the arbiter and the borrower need nobody else. */
    @Test
    void theDeadlineOpensTheBorrowersWayOut() {
        Loan loan = bench().open();
        bench().deposit(loan, Coin.COIN);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("funded", loan);
        bench().passes(Duration.ofDays(2), LoanBench.OPENING_PRICE);
        bench().assertState("cancelled", loan);
        Sha256Hash txid = bench().settle(loan, Role.BORROWER, Role.ARBITER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("refunded", loan);
        Coin fee = bench().fee(txid);
        tell(loan, "100,000,000 sat less a fee of " + fee.value + " are refunded");
        assertHolds(Coin.COIN.subtract(fee), loan.terms().payouts().borrower());
    }

    @Test
    void anAwardDividesTheCollateral() {
        Loan loan = active(bench().open());
        bench().command(loan, new Command.Dispute(Role.BORROWER));
        var split = new SettlementIntent.AwardSplit(Coin.valueOf(30_000_000), Coin.valueOf(1_000_000));
        bench().command(loan, new Command.Award(split));
        var award = new Claim.Awarded(split.toLender(), split.toArbiter());
        bench().desk.state(loan.terms(), award, bench().now(), Role.BORROWER, Role.ARBITER);
        Sha256Hash txid = bench().settle(loan, Role.BORROWER, Role.ARBITER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("divided", loan);
        Coin fee = bench().fee(txid);
        LoanTerms terms = loan.terms();
        tell(loan, "30,000,000 sat to the lender, 1,000,000 to the arbiter, the rest less " + fee.value + " back");
        assertHolds(Coin.valueOf(30_000_000), terms.payouts().lender());
        assertHolds(Coin.valueOf(1_000_000), terms.payouts().arbiter().orElseThrow());
        assertHolds(Coin.valueOf(69_000_000).subtract(fee), terms.payouts().borrower());
    }

    /** One transaction for three loans: the lender gets the sum in one output, each borrower his own surplus. */
    @Test
    void manyLiquidationsAreOneTransaction() {
        List<Loan> loans = List.of(active(bench().open()), active(bench().open()), active(bench().open()));
        bench().price(Price.parse("USD 36000"));
        Sha256Hash txid = bench().settleBatch(loans, Role.LENDER, Role.ARBITER);
        bench().mine(LoanBench.CONFIRMATIONS);
        Coin back = Coin.ZERO;
        for (Loan loan : loans) {
            bench().assertState("liquidated", loan);
            assertHolds(Coin.ZERO, escrow(loan, 0));
            // 30,000 / 36,000 = 0.8333… bitcoin: rounded up to a satoshi.
            assertHolds(Coin.valueOf(83_333_334), loan.terms().payouts().lender());
            back = back.add(bench().held(loan.terms().payouts().borrower()));
        }
        Coin fee = bench().fee(txid);
        tell(loans.get(0), "3 × 83,333,334 sat to the lender in one transaction, fee " + fee.value);
        assertEquals(Coin.valueOf(3 * 16_666_666L).subtract(fee), back);
    }

    @Test
    void manyDepositsBecomeOneCoin() {
        Loan loan = bench().open();
        bench().deposit(loan, Coin.valueOf(60_000_000));
        bench().deposit(loan, Coin.valueOf(50_000_000));
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().command(loan, new Command.Disburse(bench().now()));
        bench().command(loan, new Command.Consolidate());
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("active", loan);
        Coin fee = bench().fee(txid);
        tell(loan, "110,000,000 sat of two coins less a fee of " + fee.value + " are one");
        assertHolds(Coin.valueOf(110_000_000).subtract(fee), escrow(loan, 1));
        assertEquals(1, bench().state(loan).holdings().coins().size());
    }
}
