package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementPlanner;
import org.escrowkit.core.settlement.SettlementQuestion;
import org.escrowkit.core.vault.Addresses;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.ServiceEvent;
import org.escrowkit.wallet.SettlementResult;
import org.escrowkit.wallet.node.JsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Releases and liquidations, and what must not be signed, against a real node. */
abstract class SettlementContract extends OnNode {
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

    private void assertHolds(Coin amount, Address address) {
        assertEquals(amount, bench().held(address));
    }

    @Test
    void borrowerAndLenderReleaseARepaidLoan() {
        Loan loan = bench().repaid();
        Psbt honest = bench().plan(loan);
        Sha256Hash txid = bench().settle(
                        loan, bench().signed(loan, Role.BORROWER, honest), bench().signed(loan, Role.LENDER, honest));
        bench().assertState("settling", loan);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("released", loan);
        assertHolds(
                Coin.COIN.subtract(bench().fee(txid)), loan.terms().payouts().borrower());
        assertHolds(Coin.ZERO, loan.terms().escrow().address());
    }

    @Test
    void arbiterAndLenderReleaseARepaidLoan() {
        Loan loan = bench().repaid();
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.ARBITER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("released", loan);
        assertHolds(
                Coin.COIN.subtract(bench().fee(txid)), loan.terms().payouts().borrower());
    }

    @Test
    void lenderAndArbiterLiquidateToTheSatoshi() {
        Loan loan = bench().active();
        bench().price(Price.parse("USD 42000"));
        bench().assertState("margin call", loan);
        bench().price(Price.parse("USD 37000"));
        bench().assertState("liquidatable", loan);
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.ARBITER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("liquidated", loan);
        Coin owed = Coin.valueOf(81_081_082);
        assertHolds(owed, loan.terms().payouts().lender());
        assertHolds(
                Coin.COIN.subtract(owed).subtract(bench().fee(txid)),
                loan.terms().payouts().borrower());
    }

    @Test
    void aReleaseToALegacyAddressConfirms() {
        String legacy = node().rpc()
                .forWallet("fund")
                .call("getnewaddress", "", "legacy")
                .asString();
        Address payout = Addresses.parse(legacy, BitcoinNetwork.REGTEST);
        Loan loan = bench().repay(bench().active(bench().open(payout)));
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().mine(LoanBench.CONFIRMATIONS);
        assertHolds(Coin.COIN.subtract(bench().fee(txid)), payout);
    }

    @Test
    void theWeightBoundHoldsForTheNodesOwnWeight() {
        Loan loan = bench().repaid();
        Psbt plan = bench().plan(loan);
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.BORROWER);
        long weight = node().rpc()
                .call("getrawtransaction", txid.toString(), 1)
                .get("weight")
                .asLong();
        long bound = SettlementPlanner.mostWeight(plan.unsignedTransaction(), loan.terms());
        // A high R makes a signature of 71 bytes and its sighash byte; each low R saves one, a short R or S a little
        // more.
        assertTrue(weight <= bound && weight >= bound - 8, weight + " of at most " + bound);
        bench().mine(LoanBench.CONFIRMATIONS);
    }

    @Test
    void bitcoindReadsCombinesAndFinalizesOurPsbts() {
        Loan loan = bench().repaid();
        Psbt honest = bench().plan(loan);
        Psbt byLender = bench().signed(loan, Role.LENDER, honest);
        Psbt byBorrower = bench().signed(loan, Role.BORROWER, honest);
        JsonValue decoded = node().rpc().call("decodepsbt", honest.toBase64());
        assertEquals(
                honest.unsignedTransaction().txid().toString(),
                decoded.get("tx").get("txid").asString());
        String combined = node().rpc()
                .call("combinepsbt", List.of(byLender.toBase64(), byBorrower.toBase64()))
                .asString();
        assertEquals(Psbt.parseBase64(combined), byLender.combine(byBorrower));
        JsonValue finalized = node().rpc().call("finalizepsbt", combined);
        var ours = assertInstanceOf(
                Completion.Complete.class, byLender.combine(byBorrower).finish());
        assertTrue(finalized.get("complete").asBoolean());
        assertEquals(
                HexFormat.of().formatHex(ours.transaction().serialize()),
                finalized.get("hex").asString());
    }

    @Test
    void nobodySignsTheReleaseOfAnUnpaidLoan() {
        Loan loan = bench().active();
        Psbt release = forced(loan, new SettlementIntent.Release());
        for (Role role : Role.values()) {
            assertTrue(bench().refused(loan, role, release).names(PolicyRule.STATE_DEMANDS_SETTLEMENT));
        }
    }

    @Test
    void nobodySignsTheLiquidationOfAHealthyLoan() {
        Loan loan = bench().active();
        Psbt liquidation = forced(
                loan, new SettlementIntent.Liquidation(LoanBench.PRINCIPAL, BigDecimal.ZERO, Price.parse("USD 37000")));
        for (Role role : Role.values()) {
            assertTrue(bench().refused(loan, role, liquidation).names(PolicyRule.STATE_DEMANDS_SETTLEMENT));
        }
    }

    @Test
    void aChangedOutputIsRefusedByName() {
        Loan loan = bench().repaid();
        Psbt honest = bench().plan(loan);
        TransactionOutput out = honest.unsignedTransaction().outputs().get(0);
        Psbt otherScript = paying(
                honest,
                new TransactionOutput(
                        out.value(), Scripts.of(loan.terms().payouts().lender())));
        Psbt otherAmount = paying(
                honest, new TransactionOutput(out.value().subtract(Coin.valueOf(2_000_000)), out.scriptPubKey()));
        Psbt skimmed = paying(
                honest,
                new TransactionOutput(out.value().subtract(Coin.valueOf(5000)), out.scriptPubKey()),
                new TransactionOutput(
                        Coin.valueOf(5000), Scripts.of(loan.terms().payouts().lender())));
        assertTrue(bench().refused(loan, Role.BORROWER, otherScript).names(PolicyRule.OUTPUTS_ARE_DEMANDED));
        assertTrue(bench().refused(loan, Role.BORROWER, otherAmount).names(PolicyRule.FEE_IS_BOUNDED));
        assertTrue(bench().refused(loan, Role.BORROWER, skimmed).names(PolicyRule.OUTPUTS_ARE_DEMANDED));
    }

    @Test
    void borrowerAndArbiterAloneReleaseNothing() {
        Loan loan = bench().repaid();
        Psbt byBorrower = bench().signed(loan, Role.BORROWER, bench().plan(loan));
        assertTrue(bench().refused(loan, Role.ARBITER, byBorrower).names(PolicyRule.ARBITER_SIGNS_WITH_LENDER));
    }

    /** S19: a repayment that somebody booked, and that the lender never signed for. */
    @Test
    void nobodySignsAReleaseWithoutTheLendersReceipt() {
        Loan loan = bench().active();
        bench().command(loan, new Command.RecordRepayment(LoanBench.PRINCIPAL, bench().now()));
        bench().assertState("repaid", loan);
        for (Role role : Role.values()) {
            assertTrue(bench().refused(loan, role, bench().plan(loan)).names(PolicyRule.EVIDENCE_IS_COMPLETE));
        }
    }

    /** BIP125: the same settlement again with a higher fee; the node's mempool lets the first one go. */
    @Test
    void aSettlementIsReplacedByOneThatPaysMore() {
        Loan loan = bench().repaid();
        Sha256Hash first = bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().assertState("settling", loan);
        Psbt dearer = bench().service
                .planReplacement(LoanBench.id(loan), FeeRate.ofSatsPerVb(25))
                .toPsbt(bench().evidence(loan));
        Psbt complete = bench().signed(loan, Role.ARBITER, bench().signed(loan, Role.LENDER, dearer));
        Sha256Hash second = bench().settle(loan, complete);
        assertEquals(Optional.empty(), bench().inMempool(first));
        assertTrue(bench().inMempool(second).isPresent());
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("released", loan);
        assertHolds(
                Coin.COIN.subtract(bench().fee(second)), loan.terms().payouts().borrower());
    }

    @Test
    void oneSignatureIsNotSent() {
        Loan loan = bench().repaid();
        Psbt byLender = bench().signed(loan, Role.LENDER, bench().plan(loan));
        var result = bench().service.settle(LoanBench.id(loan), List.of(byLender), bench().evidence(loan));
        assertEquals(new SettlementResult.Refused("signatures are missing"), result);
        bench().assertState("repaid", loan);
    }

    @Test
    void aSettlementThatLeavesTheChainIsSentAgain() {
        Loan loan = bench().repaid();
        Sha256Hash txid = bench().settle(loan, Role.LENDER, Role.BORROWER);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("released", loan);
        bench().chain.reorg(LoanBench.CONFIRMATIONS);
        bench().poll();
        bench().assertState("settling", loan);
        assertTrue(bench().events().contains(new ServiceEvent.ActionDue(new LoanAction.Broadcast(txid))));
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("released", loan);
    }

    private Psbt forced(Loan loan, SettlementIntent intent) {
        List<Deposit> coins = bench().service
                .ledger()
                .collateral(loan.terms().escrows().scripts(), loan.terms().deposits())
                .coins();
        SettlementQuestion question = new SettlementQuestion(intent, loan.terms(), 0, coins, 0);
        return SettlementPlanner.plan(question, FeeRate.ofSatsPerVb(2)).toPsbt(bench().evidence(loan));
    }

    /** The same PSBT, but paying these outputs. */
    private static Psbt paying(Psbt psbt, TransactionOutput... outputs) {
        Transaction honest = psbt.unsignedTransaction();
        return Psbt.create(new Transaction(honest.version(), honest.inputs(), List.of(outputs), honest.lockTime()))
                .withXpubs(psbt.xpubs())
                .withOthers(psbt.global().others())
                .withInputs(psbt.inputs());
    }
}
