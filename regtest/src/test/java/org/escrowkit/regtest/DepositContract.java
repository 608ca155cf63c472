package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.wallet.ServiceEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Vault addresses and deposits to them, against a real node. */
abstract class DepositContract extends OnNode {
    private @Nullable LoanBench shared;

    @Override
    void prepare() {
        shared = closedWithTheClass(new LoanBench(node()));
    }

    private LoanBench bench() {
        return Objects.requireNonNull(shared);
    }

    private List<String> statuses(Loan loan) {
        return bench().service.ledger().deposits(loan.terms().escrow().scriptPubKey()).stream()
                .map(deposit -> bench().service
                        .ledger()
                        .status(deposit, loan.terms().deposits())
                        .toString())
                .toList();
    }

    private void assertStatus(String status, Loan loan) {
        assertEquals(List.of(status), statuses(loan));
    }

    @Test
    void bitcoindAgreesOnDescriptorChecksumAndAddresses() {
        String descriptor = bench().parties.vault().descriptor();
        assertEquals(
                descriptor.substring(descriptor.indexOf('#') + 1),
                node().rpc()
                        .call("getdescriptorinfo", descriptor)
                        .get("checksum")
                        .asString());
        List<String> theirs = node().rpc().call("deriveaddresses", descriptor, List.of(0, 99)).elements().stream()
                .map(address -> address.asString())
                .toList();
        for (int i = 0; i < 100; i++) {
            assertEquals(
                    theirs.get(i), bench().parties.vault().address(i).address().toString(), "loan " + i);
        }
    }

    @Test
    void aDepositIsSeenThenConfirmsThenIsFinal() {
        Loan loan = bench().open();
        bench().deposit(loan, Coin.COIN);
        assertStatus("in mempool", loan);
        bench().mine(1);
        assertStatus("confirming 1/3", loan);
        bench().assertState("awaiting collateral", loan);
        bench().mine(2);
        assertStatus("final", loan);
        bench().assertState("funded", loan);
    }

    @Test
    void tooLittleWaitsForMore() {
        Loan loan = bench().open();
        bench().deposit(loan, Coin.COIN.subtract(Coin.SATOSHI));
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("awaiting collateral", loan);
        bench().deposit(loan, Coin.valueOf(5_000_000));
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("funded", loan);
        assertEquals(
                Coin.COIN.add(Coin.valueOf(4_999_999)),
                bench().state(loan).holdings().value());
    }

    @Test
    void aReorgTakesADepositBackAndItReturns() {
        Loan loan = bench().open();
        bench().deposit(loan, Coin.COIN);
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("funded", loan);
        bench().chain.reorg(LoanBench.CONFIRMATIONS);
        bench().poll();
        assertStatus("in mempool", loan);
        bench().assertState("awaiting collateral", loan);
        assertTrue(bench().events().contains(new ServiceEvent.ActionDue(new LoanAction.WithholdDisbursement())));
        bench().mine(LoanBench.CONFIRMATIONS);
        bench().assertState("funded", loan);
    }

    @Test
    void theSameDepositInAnotherBlockIsNoSecondDeposit() {
        Loan loan = bench().open();
        bench().deposit(loan, Coin.COIN);
        bench().mine(2);
        bench().chain.reorgKeepingTransactions(2);
        bench().poll();
        assertEquals(
                1,
                bench().service
                        .ledger()
                        .deposits(loan.terms().escrow().scriptPubKey())
                        .size());
        bench().assertState("funded", loan);
        assertEquals(Coin.COIN, bench().state(loan).holdings().value());
    }

    @Test
    void aCoinbaseDepositCountsOnlyWhenMature() {
        Loan loan = bench().open();
        bench().chain.mineTo(loan.terms().escrow().address(), 1);
        bench().poll();
        assertStatus("immature coinbase 1/100", loan);
        bench().mine(98);
        assertStatus("immature coinbase 99/100", loan);
        bench().assertState("awaiting collateral", loan);
        bench().mine(1);
        assertStatus("final", loan);
        bench().assertState("funded", loan);
        assertTrue(bench().service.ledger().deposits(loan.terms().escrow().scriptPubKey()).stream()
                .allMatch(Deposit::coinbase));
    }
}
