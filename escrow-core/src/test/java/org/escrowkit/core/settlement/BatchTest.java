package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.sat;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.ONE;
import static org.escrowkit.core.settlement.SettlementFixture.liquidation;
import static org.escrowkit.core.settlement.SettlementFixture.pays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.PriceRange;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Many liquidations of one lender in one transaction; of each loan 0.75 bitcoin are due, unless a test says else. */
class BatchTest {
    private static final int APART = 4;

    /** Loan 0, 4, 8…, each with a borrower of its own; the lender's address is one of as many as asked for. */
    private static LoanTerms terms(int number, int lenders) {
        LoanTerms terms = TestLoans.terms(number * APART);
        return TestLoans.amended(
                terms,
                new Payouts(
                        TestLoans.payout("borrower " + number, ScriptType.P2WPKH),
                        TestLoans.payout("lender " + number % lenders, ScriptType.P2WPKH),
                        terms.payouts().arbiter()),
                terms.deadlines());
    }

    private static SettlementQuestion loan(SettlementIntent intent, LoanTerms terms, Coin... values) {
        List<Deposit> coins = new ArrayList<>();
        for (Coin value : values) {
            coins.add(TestLoans.coin(1_000 * terms.loanNumber() + coins.size(), value, terms.escrow()));
        }
        return new SettlementQuestion(intent, terms, 0, coins, 100);
    }

    private static List<SettlementQuestion> loans(int count, int lenders) {
        List<SettlementQuestion> loans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            loans.add(loan(LIQUIDATION, terms(i, lenders), Coin.COIN));
        }
        return loans;
    }

    /**
     * Two loans of one coin each, by hand. An input weighs 4 · 41 + 254 = 418, an output of P2WPKH 4 · 31 = 124, the
     * rest 4 · 10 + 2 = 42: 2 · 418 + 3 · 124 + 42 = 1250, which is 313 virtual bytes. Each loan brings 542, and pays
     * 313 · 542 / 1084 = 156.5, rounded up: 157 satoshi.
     */
    @Test
    void theFeeIsSharedByTheWeightThatEachLoanBrings() {
        BatchPlan batch = SettlementPlanner.batch(loans(2, 1), ONE);
        assertEquals(1_250, batch.mostWeight());
        assertEquals(new BatchFee(sat(313), 1_084), batch.share());
        assertEquals(sat(314), batch.fee());
        List<TransactionOutput> outputs = batch.unsigned().outputs();
        assertEquals(pays(batch.parts().get(0).question().script(Share.LENDER), sat(150_000_000)), outputs.get(0));
        for (int i = 0; i < 2; i++) {
            BatchPart part = batch.parts().get(i);
            assertEquals(pays(part.question().script(Share.BORROWER), sat(24_999_843)), outputs.get(1 + i));
            assertEquals(sat(157), part.fee());
        }
        // Two transactions of 708 would have paid 177 each.
        assertEquals(sat(177), SettlementPlanner.plan(loans(1, 1).get(0), ONE).fee());
    }

    @Test
    void aLoanOfMoreCoinsPaysMore() {
        SettlementQuestion one = loan(LIQUIDATION, terms(0, 1), Coin.COIN);
        SettlementQuestion two = loan(LIQUIDATION, terms(1, 1), Coin.COIN, Coin.COIN);
        BatchPlan batch = SettlementPlanner.batch(List.of(one, two), FeeRate.ofSatsPerVb(10));
        // 1250 + 418 = 1668, 417 virtual bytes; of 542 and 960 weight units.
        assertEquals(new BatchFee(sat(4_170), 1_502), batch.share());
        assertEquals(sat(1_505), part(batch, one).fee());
        assertEquals(sat(2_666), part(batch, two).fee());
    }

    private static BatchPart part(BatchPlan batch, SettlementQuestion loan) {
        return batch.parts().stream()
                .filter(part -> part.question().equals(loan))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theOrderInWhichLoansAreGivenDoesNotMatter() {
        List<SettlementQuestion> loans = loans(10, 3);
        BatchPlan batch = SettlementPlanner.batch(loans, ONE);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(loans, new Random(seed));
            assertEquals(batch, SettlementPlanner.batch(loans, ONE), "seed " + seed);
        }
        List<TransactionInput> inputs = batch.unsigned().inputs();
        assertEquals(
                inputs.stream().map(TransactionInput::outpoint).sorted().toList(),
                inputs.stream().map(TransactionInput::outpoint).toList());
        assertEquals(100, batch.unsigned().lockTime());
    }

    @Test
    void eachScriptOfTheLenderIsPaidOnce() {
        BatchPlan batch = SettlementPlanner.batch(loans(10, 3), ONE);
        List<TransactionOutput> outputs = batch.unsigned().outputs();
        assertEquals(3 + 10, outputs.size());
        Coin toLenders =
                outputs.subList(0, 3).stream().map(TransactionOutput::value).reduce(Coin.ZERO, Coin::add);
        assertEquals(sat(10 * 75_000_000L), toLenders);
        assertTrue(outputs.get(0).scriptPubKey().compareTo(outputs.get(1).scriptPubKey()) < 0
                && outputs.get(1).scriptPubKey().compareTo(outputs.get(2).scriptPubKey()) < 0);
    }

    /** A surplus of 300 pays the fee of 130 or so for its input, and is dust then. */
    @Test
    void aSurplusThatCannotBePaidGoesToTheMiners() {
        SettlementQuestion poor = loan(LIQUIDATION, terms(0, 1), sat(75_000_300));
        SettlementQuestion under = loan(LIQUIDATION, terms(1, 1), sat(50_000_000));
        SettlementQuestion rich = loan(LIQUIDATION, terms(2, 1), Coin.COIN);
        BatchPlan batch = SettlementPlanner.batch(List.of(poor, under, rich), ONE);
        assertEquals(2, batch.unsigned().outputs().size());
        assertEquals(sat(75_000_000), part(batch, poor).toLender());
        assertEquals(sat(300), part(batch, poor).fee());
        assertTrue(part(batch, under).toLender().isLessThan(sat(50_000_000)));
        assertTrue(part(batch, rich).toBorrower().isPositive());
    }

    /** S13: a signer who knows one loan computes its part from two numbers that the transaction shows. */
    @Test
    void everyPartCanBeComputedFromItsOwnLoan() {
        List<SettlementQuestion> loans = loans(7, 2);
        loans.add(loan(LIQUIDATION, terms(7, 2), sat(75_000_250)));
        BatchPlan batch = SettlementPlanner.batch(loans, FeeRate.ofSatsPerVb(7));
        for (BatchPart part : batch.parts()) {
            assertEquals(
                    part,
                    BatchPart.of(
                            part.question(), batch.share(), part.toBorrower().isPositive()));
        }
        BatchFee dear = new BatchFee(Coin.COIN, 1_000);
        assertThrows(SettlementException.class, () -> BatchPart.of(loans.get(0), dear, true));
    }

    @Test
    void bothSignersSignAllInputsAtTheirOwnAddresses() {
        BatchPlan batch = SettlementPlanner.batch(loans(6, 2), ONE);
        Psbt psbt = Psbt.parse(batch.toPsbt().serialize());
        assertEquals(batch.toPsbt(), psbt);
        assertEquals(3, psbt.xpubs().size());
        Completion done =
                TestLoans.sign(TestLoans.sign(psbt, Role.LENDER), Role.ARBITER).finish();
        Transaction signed = assertInstanceOf(Completion.Complete.class, done).transaction();
        long shorter = signed.inputs().stream()
                .flatMap(input -> input.witness().subList(1, 3).stream())
                .mapToLong(signature -> 72 - signature.size())
                .sum();
        assertEquals(batch.mostWeight(), signed.weight() + shorter);
        List<SignedSettlement> settled = batch.signed(signed.txid());
        assertEquals(6, settled.size());
        for (int i = 0; i < 6; i++) {
            BatchPart part = batch.parts().get(i);
            assertEquals(part.toLender(), settled.get(i).toLender());
            assertEquals(
                    part.question().coins().get(0).outpoint(),
                    settled.get(i).spent().get(0).outpoint());
        }
        assertThrows(IllegalArgumentException.class, () -> batch.signed(TestChain.hash("another")));
    }

    @Test
    void whatIsNoBatchOfOneLenderIsRefused() {
        SettlementQuestion one = loans(1, 1).get(0);
        SettlementQuestion release = loan(SettlementFixture.RELEASE, terms(1, 1), Coin.COIN);
        SettlementQuestion later = new SettlementQuestion(
                LIQUIDATION,
                terms(1, 1),
                0,
                List.of(TestLoans.coin(5, Coin.COIN, terms(1, 1).escrow())),
                101);
        for (List<SettlementQuestion> wrong :
                List.of(List.<SettlementQuestion>of(), List.of(one, one), List.of(one, release), List.of(one, later))) {
            assertThrows(SettlementException.class, () -> SettlementPlanner.batch(wrong, ONE), wrong::toString);
        }
    }

    /** Of a collateral of 2,000 satoshi a tenth is 200; alone its input and output cost more at 2 sat/vB. */
    @Test
    void nobodyPaysMoreThanItsTermsAllow() {
        List<SettlementQuestion> loans = loans(2, 1);
        loans.add(loan(SettlementFixture.liquidation("0.40", "40000"), terms(2, 1), sat(2_000)));
        assertEquals(3, SettlementPlanner.batch(loans, ONE).parts().size());
        assertThrows(SettlementException.class, () -> SettlementPlanner.batch(loans, FeeRate.ofSatsPerVb(2)));
    }

    @Test
    void aBatchHasTheWeightThatNodesRelay() {
        Coin[] many = new Coin[960];
        Arrays.fill(many, sat(1_000_000));
        SettlementQuestion heavy = loan(LIQUIDATION, terms(0, 1), many);
        assertThrows(SettlementException.class, () -> SettlementPlanner.batch(List.of(heavy), ONE));
    }

    @Test
    void aBatchReadsLikeThis() {
        List<String> lines =
                SettlementPlanner.batch(loans(2, 1), ONE).explain().lines().toList();
        assertEquals("Liquidations of 2 loans in one transaction", lines.get(0));
        assertEquals("Spends 2 coins, 2.00000000 BTC (200,000,000 sat)", lines.get(1));
        assertTrue(
                lines.contains("Pays 0.75000000 BTC (75,000,000 sat) to the lender of loan 4")
                        && lines.contains("Pays 0.24999843 BTC (24,999,843 sat) to the borrower of loan 0"),
                lines::toString);
        assertEquals("Fee 0.00000314 BTC (314 sat)", lines.get(6));
        assertEquals("May be mined in the block after number 100", lines.get(7));
    }

    @Test
    void everyBatchKeepsItsPromises() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            FeeRate rate = new FeeRate(250 + random.nextInt(5_000));
            int count = 1 + random.nextInt(8);
            int lenders = 1 + random.nextInt(3);
            List<SettlementQuestion> loans = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long around = random.nextBoolean() ? random.nextInt(12_000) : random.nextInt(50_000_000);
                loans.add(loan(LIQUIDATION, terms(i, lenders), sat(74_998_000 + around)));
            }
            check(SettlementPlanner.batch(loans, rate), rate, "seed " + seed);
        }
    }

    private static void check(BatchPlan batch, FeeRate rate, String seed) {
        Coin paid = batch.unsigned().outputs().stream()
                .map(TransactionOutput::value)
                .reduce(Coin.ZERO, Coin::add);
        assertEquals(batch.total(), paid.add(batch.fee()), seed);
        Coin least = rate.fee(batch.mostWeight());
        assertEquals(least, batch.share().fee(), seed);
        Coin wasted = Coin.ZERO;
        for (BatchPart part : batch.parts()) {
            Coin due = ((SettlementIntent.Liquidation) part.question().intent()).due();
            assertTrue(
                    part.toLender().equals(due) || part.toBorrower().isZero(), seed + ": the lender gets what is due");
            boolean alone = part.toBorrower().isPositive();
            assertTrue(!alone || !part.toBorrower().isLessThan(sat(294)), seed);
            if (part.toLender().equals(due) && !alone) {
                wasted = wasted.add(sat(294)).add(batch.share().part(124));
            }
            assertEquals(part, BatchPart.of(part.question(), batch.share(), alone), seed);
        }
        Coin most = least.add(wasted).add(sat(batch.parts().size()));
        assertTrue(!batch.fee().isLessThan(least) && !batch.fee().isGreaterThan(most), seed + ": " + batch.fee());
    }

    /** What one loan's own parties can tell of a batch, be there a surplus for the borrower or none. */
    @Test
    void aPartOfABatchIsKnownByWhatItPaysBothAndNoOtherSpendPassesForOne() {
        for (Coin value : List.of(Coin.COIN, sat(70_000_000))) {
            SettlementQuestion own = loan(LIQUIDATION, terms(0, 1), value);
            SettlementQuestion other = loan(LIQUIDATION, terms(1, 1), value);
            BatchPlan plan = SettlementPlanner.batch(List.of(own, other), ONE);
            Transaction batch = plan.unsigned();
            SignedSettlement known =
                    SettlementPlanner.partOfBatch(own, batch, Optional.empty()).orElseThrow();
            if (value.equals(Coin.COIN)) {
                assertEquals(part(plan, own).signed(batch.txid()), known);
            }
            // The borrower and a false arbiter, with a coin of their own beside it.
            List<TransactionOutput> theirs = batch.outputs().stream()
                    .filter(output -> !output.scriptPubKey().equals(own.script(Share.LENDER)))
                    .toList();
            assertTrue(SettlementPlanner.partOfBatch(own, with(batch, batch.inputs(), theirs), Optional.empty())
                    .isEmpty());
            List<TransactionInput> alone = List.of(
                    TransactionInput.unsigned(own.coins().get(0).outpoint(), TransactionInput.SEQUENCE_REPLACEABLE));
            assertTrue(SettlementPlanner.partOfBatch(own, with(batch, alone, batch.outputs()), Optional.empty())
                    .isEmpty());
        }
        // A lender who keeps what is the borrower's.
        SettlementQuestion own = loan(LIQUIDATION, terms(0, 1), Coin.COIN);
        Transaction batch = SettlementPlanner.batch(List.of(own, loan(LIQUIDATION, terms(1, 1), Coin.COIN)), ONE)
                .unsigned();
        List<TransactionOutput> greedy = List.of(pays(own.script(Share.LENDER), sat(199_000_000)));
        assertTrue(SettlementPlanner.partOfBatch(own, with(batch, batch.inputs(), greedy), Optional.empty())
                .isEmpty());
    }

    /** Others decided on it at another moment. */
    @Test
    void aPartOfABatchIsKnownAtAnotherPriceThatTheLoanHasSeen() {
        Optional<PriceRange> seen = Optional.of(new PriceRange(price("39000"), price("41000")));
        for (Coin value : List.of(Coin.COIN, sat(76_000_000))) {
            SettlementQuestion own = loan(LIQUIDATION, terms(0, 1), value);
            for (String usd : List.of("39000", "39500.25", "40999.99")) {
                SettlementQuestion theirs = loan(liquidation("30000", usd), terms(0, 1), value);
                SettlementQuestion other = loan(liquidation("30000", usd), terms(1, 1), Coin.COIN);
                BatchPlan plan = SettlementPlanner.batch(List.of(theirs, other), ONE);
                SignedSettlement known = SettlementPlanner.partOfBatch(own, plan.unsigned(), seen)
                        .orElseThrow();
                assertEquals(
                        part(plan, theirs).toBorrower(), sat(value.value - known.toLender().value - known.fee().value));
            }
            for (String usd : List.of("35000", "38000")) {
                SettlementQuestion greedy = loan(liquidation("30000", usd), terms(0, 1), value);
                Transaction batch = SettlementPlanner.batch(
                                List.of(greedy, loan(LIQUIDATION, terms(1, 1), Coin.COIN)), ONE)
                        .unsigned();
                assertEquals(
                        value.isLessThan(greedyDue(greedy)),
                        SettlementPlanner.partOfBatch(own, batch, seen).isPresent());
            }
        }
    }

    private static Coin greedyDue(SettlementQuestion greedy) {
        return ((SettlementIntent.Liquidation) greedy.intent()).due();
    }

    private static Transaction with(Transaction like, List<TransactionInput> inputs, List<TransactionOutput> outputs) {
        return new Transaction(2, inputs, outputs, like.lockTime());
    }
}
