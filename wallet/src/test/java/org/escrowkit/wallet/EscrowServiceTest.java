package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.wallet.audit.AuditRow;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.watch.Watcher;
import org.junit.jupiter.api.Test;

/** What the service does when the node does not answer; with a node that does, the integration tests run it. */
class EscrowServiceTest extends ServiceFixture {
    @Test
    void aDepositSeenInAPollThatFailsIsToldByTheNext() {
        fund();
        fail("mempool", 1);
        assertThrows(RpcException.Unavailable.class, service::poll);
        assertEquals(List.of(new ServiceEvent.Opened("awaiting collateral")), told());
        service.poll();
        assertEquals("funded", service.loan(ID).loan().state().name());
        assertEquals(
                1,
                told().stream()
                        .filter(ServiceEvent.DepositChanged.class::isInstance)
                        .count());
    }

    @Test
    void aSettlementThatDidNotGetOutIsSentAtTheNextPoll() {
        repaid();
        fail("broadcast", 2);
        Sha256Hash txid = settle();
        assertEquals("settling", service.loan(ID).loan().state().name());
        assertEquals(0, chain.mempool().txids().size());
        service.poll();
        assertEquals(0, chain.mempool().txids().size());
        service.poll();
        assertTrue(chain.mempool().txids().contains(txid));
    }

    /** A loan that ended a second time, by the refund of what came late, does not forget how it ended first. */
    @Test
    void whatEndedALoanFirstIsSentAgainWhenAReorganisationTakesItOut() {
        repaid();
        Sha256Hash before = chain.tip();
        Transaction release = stored(settle());
        mine(release);
        Transaction late = new Transaction(
                2,
                List.of(TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[] {2}), 0), 0)),
                List.of(new TransactionOutput(Coin.COIN, terms.escrow().scriptPubKey())),
                0);
        mine(late);
        Transaction refund = stored(settle());
        mine(refund);
        assertEquals("refunded", service.loan(ID).loan().state().name());
        Sha256Hash branch = chain.add(before, 9, List.of(late));
        branch = chain.add(branch, 9, List.of(refund));
        chain.moveTo(chain.grow(branch, 20));
        chain.forgetMempool();
        service.poll();
        service.poll();
        assertEquals(Set.of(release.txid()), chain.mempool().txids());
        mine(release);
        assertFalse(service.loan(ID).isLive());
        assertTrue(service.journal(ID).accountsFor(service.loan(ID)));
    }

    private Transaction stored(Sha256Hash txid) {
        return store.loans().settlement(txid).orElseThrow();
    }

    private void mine(Transaction transaction) {
        chain.moveTo(chain.grow(chain.add(chain.tip(), 1, List.of(transaction)), 10));
        service.poll();
    }

    @Test
    void aSettlementIsNotClaimedByCommand() {
        repaid();
        Sha256Hash txid = Sha256Hash.of(new byte[2]);
        var claim = new SignedSettlement(
                txid,
                new SettlementIntent.Release(),
                service.loan(ID).loan().state().holdings().coins(),
                Coin.ZERO,
                Coin.ZERO,
                0);
        assertInstanceOf(CommandResult.Refused.class, service.handle(ID, new Command.Settle(claim)));
        assertInstanceOf(CommandResult.Refused.class, service.handle(ID, new Command.Bump(claim)));
        assertEquals("repaid", service.loan(ID).loan().state().name());
        service.poll();
    }

    @Test
    void nothingHandedInSettlesNothing() {
        repaid();
        assertEquals(new SettlementResult.Refused("no PSBT"), service.settle(ID, List.of(), Evidence.NONE));
    }

    @Test
    void aSettlementThatIsInTheMempoolAlreadyIsNoRefusal() {
        repaid();
        Psbt complete = complete();
        var sent = assertInstanceOf(Completion.Complete.class, complete.finish());
        chain.broadcast(sent.transaction());
        accepting = false;
        assertEquals(
                new SettlementResult.Sent(sent.transaction().txid()), service.settle(ID, List.of(complete), receipt));
    }

    /** W2, W7: a node that fell back to an older tip has forgotten its mempool too; that evicts nothing. */
    @Test
    void aNodeThatFellBehindTakesNoDepositAway() {
        service.open(ID, terms);
        chain.mine(1);
        chain.broadcast(deposit());
        service.poll();
        List<ServiceEvent> told = List.copyOf(told());
        assertEquals(2, told.size());
        chain.crashTo(0);
        mempoolForgotten = true;
        service.poll();
        assertEquals(told, told());
    }

    @Test
    void theSameObservationIsToldOnce() {
        fund();
        service.poll();
        int told = told().size();
        service.poll();
        assertEquals(told, told().size());
    }

    @Test
    void aLoanThatNobodyFundsInTimeIsCancelled() {
        service.open(ID, terms);
        service.poll();
        assertEquals("awaiting collateral", service.loan(ID).loan().state().name());
        now = now.plus(Duration.ofDays(1));
        service.poll();
        assertEquals("cancelled", service.loan(ID).loan().state().name());
    }

    @Test
    void anUnknownLoanIsRefusedAndOneOpenedAgainIsTheSame() {
        var opened = service.open(ID, terms);
        assertEquals(opened, service.open(ID, terms));
        assertThrows(IllegalArgumentException.class, () -> service.loan(LoanId.of("8")));
    }

    @Test
    void twoLoansHaveNoAddressInCommon() {
        service.open(ID, terms);
        assertThrows(IllegalArgumentException.class, () -> service.open(LoanId.of("8"), terms));
        assertThrows(IllegalArgumentException.class, () -> service.loan(LoanId.of("8")));
        LoanId refused = LoanId.of("9");
        assertThrows(IllegalArgumentException.class, () -> service.open(refused, terms(1)));
        // What was refused takes no address from anybody.
        service.open(LoanId.of("10"), terms(2));
    }

    @Test
    void aCommandThatComesAgainWithItsKeyGetsTheFirstAnswer() {
        fund();
        service.poll();
        LoanRequest disburse = LoanRequest.of(ID, new Command.Disburse(now)).once("wire 17");
        var done = assertInstanceOf(CommandResult.Done.class, service.handle(disburse));
        assertEquals(done, service.handle(disburse));
        assertEquals(done.version(), service.loan(ID).version());
        LoanRequest again = LoanRequest.of(ID, new Command.Disburse(now)).once("wire 18");
        CommandResult refused = assertInstanceOf(CommandResult.Refused.class, service.handle(again));
        assertEquals(refused, service.handle(again));
        LoanRequest other = LoanRequest.of(ID, new Command.Cancel()).once("wire 17");
        assertEquals(new CommandResult.Refused("another command came with the key wire 17"), service.handle(other));
    }

    @Test
    void aCommandForALoanThatMovedIsNotPutToIt() {
        fund();
        service.poll();
        long seen = service.loan(ID).version();
        service.handle(LoanRequest.of(ID, new Command.Disburse(now)).at(seen));
        long after = service.loan(ID).version();
        assertEquals(
                new CommandResult.Moved(after),
                service.handle(LoanRequest.of(ID, new Command.Cancel()).at(seen)));
        assertEquals("active", service.loan(ID).loan().state().name());
    }

    @Test
    void whatASubscriberDoesNotTakeHoldsBackThatLoanAndComesAgain() {
        fund();
        service.poll();
        assertThrows(
                IllegalStateException.class,
                () -> service.deliver("test", notification -> {
                    throw new IllegalStateException("no room");
                }));
        List<String> first = new ArrayList<>();
        service.deliver("test", notification -> first.add(notification.id()));
        assertEquals(first.stream().distinct().toList(), first);
        assertEquals(0, service.deliver("test", notification -> first.add(notification.id())));
    }

    @Test
    void aSettlementThatTheNodeDoesNotTakeIsAnAlarmOnce() {
        repaid();
        fail("broadcast", 1);
        Sha256Hash txid = settle();
        refusing = "mempool min fee not met";
        service.poll();
        service.poll();
        refusing = "";
        assertEquals(
                List.of(new LoanAction.RaiseAlarm(
                        "the node does not take settlement " + txid + ": mempool min fee not met")),
                alarms());
        assertEquals(Set.of(ID), service.health().loans().troubles().keySet());
        service.poll();
        assertTrue(service.health().loans().troubles().isEmpty());
        assertTrue(chain.mempool().txids().contains(txid));
    }

    private List<LoanAction> alarms() {
        return told().stream()
                .filter(ServiceEvent.ActionDue.class::isInstance)
                .map(event -> ((ServiceEvent.ActionDue) event).action())
                .filter(LoanAction.RaiseAlarm.class::isInstance)
                .toList();
    }

    @Test
    void theJournalAccountsForTheLoanAndNamesTheRowThatWasChanged() {
        repaid();
        settle();
        service.poll();
        LoanJournal journal = service.journal(ID);
        assertTrue(journal.accountsFor(service.loan(ID)));
        for (int i = 0; i < journal.rows().size(); i++) {
            List<AuditRow> rows = new ArrayList<>(journal.rows());
            AuditRow row = rows.get(i);
            rows.set(i, new AuditRow(row.number(), row.at().plusSeconds(1), row.kind(), row.body(), row.hash()));
            assertEquals(OptionalLong.of(row.number()), LoanJournal.of(rows).tampered());
        }
        List<AuditRow> shorter = journal.rows().subList(0, journal.rows().size() - 1);
        assertFalse(LoanJournal.of(shorter).accountsFor(service.loan(ID)));
    }

    /** Each party has a service of its own, and one of them hands in. */
    @Test
    void aSettlementThatAnotherPartysServiceSentIsRecognised() {
        EscrowStore other = SqliteStore.temporary(Watcher.genesis(chain));
        try (EscrowService borrowers = EscrowService.on(chain, other, () -> now)) {
            borrowers.open(ID, terms);
            borrowers.observePrice(Price.parse("USD 60000"));
            repaid();
            borrowers.poll();
            borrowers.handle(ID, new Command.Disburse(now));
            borrowers.handle(ID, new Command.RecordRepayment(PRINCIPAL, now));
            Sha256Hash txid = settle();
            borrowers.poll();
            assertEquals("settling", borrowers.loan(ID).loan().state().name());
            assertTrue(borrowers.loan(ID).loan().state().ownTransactions().contains(txid));
            chain.mine(chain.parentsFirst());
            chain.mine(terms.settlementConfirmations());
            borrowers.poll();
            service.poll();
            assertEquals("released", borrowers.loan(ID).loan().state().name());
            assertEquals("released", service.loan(ID).loan().state().name());
            assertTrue(borrowers.journal(ID).accountsFor(borrowers.loan(ID)));
        }
    }

    /** One who has booked no repayment sees a stranger's spend. */
    @Test
    void aSpendThatTheLoanDoesNotDemandIsAnAlarm() {
        EscrowStore other = SqliteStore.temporary(Watcher.genesis(chain));
        try (EscrowService borrowers = EscrowService.on(chain, other, () -> now)) {
            borrowers.open(ID, terms);
            borrowers.observePrice(Price.parse("USD 60000"));
            repaid();
            borrowers.poll();
            borrowers.handle(ID, new Command.Disburse(now));
            borrowers.subscribe("borrower");
            settle();
            borrowers.poll();
            List<ServiceEvent> heard = new ArrayList<>();
            borrowers.deliver("borrower", told -> heard.add(told.event()));
            assertTrue(heard.stream()
                    .anyMatch(event -> event instanceof ServiceEvent.ActionDue due
                            && due.action() instanceof LoanAction.RaiseAlarm));
        }
    }
}
