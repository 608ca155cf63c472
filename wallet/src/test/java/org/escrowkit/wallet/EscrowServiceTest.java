package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Maps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.evidence.Statement;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Decision;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.LoanAction;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.SignedSettlement;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.FakeBitcoinNode;
import org.escrowkit.wallet.node.MempoolVerdict;
import org.escrowkit.wallet.node.MempoolView;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the service does when the node does not answer; with a node that does, the integration tests run it. */
class EscrowServiceTest {
    private static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");

    private final FakeBitcoinNode chain = new FakeBitcoinNode();
    private final Map<String, Integer> failures = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private boolean accepting = true;
    private boolean mempoolForgotten;
    private final List<ServiceEvent> events = new ArrayList<>();
    private final Map<Role, SigningParty> parties = new EnumMap<>(Role.class);
    private final Map<Role, ContractSecret> contracts = new EnumMap<>(Role.class);
    private final Watcher watcher = Watcher.temporary(unreliable());
    private final EscrowService service = EscrowService.on(unreliable(), watcher, () -> now, events::add);
    private final LoanTerms terms = terms();
    private final Evidence receipt = newReceipt();

    /** The fake node, which takes every transaction, but fails as many calls of a method as the test asks for. */
    private BitcoinNode unreliable() {
        return (BitcoinNode) Proxy.newProxyInstance(
                BitcoinNode.class.getClassLoader(), new Class<?>[] {BitcoinNode.class}, (proxy, method, arguments) -> {
                    if (failures.merge(method.getName(), -1, Integer::sum) >= 0) {
                        throw new RpcException.Unavailable(method.getName(), "down", null);
                    }
                    if (method.getName().equals("testMempoolAccept")) {
                        return accepting
                                ? new MempoolVerdict.Allowed(Coin.SATOSHI, 1)
                                : new MempoolVerdict.Refused("txn-already-in-mempool");
                    }
                    if (mempoolForgotten && method.getName().equals("mempool")) {
                        return new MempoolView(Set.of(), 1);
                    }
                    try {
                        return method.invoke(chain, arguments);
                    } catch (InvocationTargetException failed) {
                        throw Objects.requireNonNull(failed.getCause());
                    }
                });
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private void fail(String method, int times) {
        failures.put(method, times);
    }

    private LoanTerms terms() {
        for (Role role : Role.values()) {
            byte[] seed = Sha256Hash.hash(role.name().getBytes(StandardCharsets.UTF_8));
            MasterKey master = MasterKey.ofSeed(seed);
            parties.put(role, SigningParty.of(role, new LocalSigner(master.account(BitcoinNetwork.REGTEST, 0))));
            contracts.put(role, master.contractKey(BitcoinNetwork.REGTEST, 0));
        }
        Vault vault = new Vault(
                BitcoinNetwork.REGTEST,
                party(Role.BORROWER).signer().account(),
                party(Role.LENDER).signer().account(),
                party(Role.ARBITER).signer().account());
        Instant start = now;
        Duration day = Duration.ofDays(1);
        return LoanTerms.builder(
                        Chain.REGTEST,
                        Escrows.of(vault, 0, 2),
                        Maps.transformValues(contracts, ContractSecret::publicKey),
                        PRINCIPAL,
                        Coin.COIN,
                        MarginRules.plain("50", "70", "80"),
                        new Deadlines(start, start.plus(day), start.plus(day), start.plus(day.multipliedBy(9)), day),
                        new Payouts(
                                SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, new byte[20]),
                                SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, new byte[32]),
                                Optional.empty()))
                .deposits(DepositPolicy.of(1, Coin.COIN))
                .build();
    }

    /** The lender's receipt for the last repayment. */
    private Evidence newReceipt() {
        var statement = new Statement(terms.fingerprint(), 1, now, now.plus(Duration.ofDays(30)), new Claim.Repaid());
        return Evidence.of(Objects.requireNonNull(contracts.get(Role.LENDER)).sign(statement, Role.LENDER));
    }

    private SigningParty party(Role role) {
        return Objects.requireNonNull(parties.get(role));
    }

    private Transaction deposit() {
        TransactionInput input = TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[1]), 0), 0);
        TransactionOutput output =
                new TransactionOutput(Coin.COIN, terms.escrow().scriptPubKey());
        return new Transaction(2, List.of(input), List.of(output), 0);
    }

    private void fund() {
        service.open(terms);
        service.observePrice(Price.parse("USD 60000"));
        chain.moveTo(chain.add(chain.tip(), 1, List.of(deposit())));
    }

    private void repaid() {
        fund();
        service.poll();
        assertInstanceOf(Decision.Accepted.class, service.handle(0, new Command.Disburse(now)));
        assertInstanceOf(Decision.Accepted.class, service.handle(0, new Command.RecordRepayment(PRINCIPAL, now)));
    }

    private Psbt signed(Role role, Psbt psbt) {
        var answer =
                party(role).reviewAndSign(psbt.serialize(), new LoanCase(service.loan(0), receipt), service.view());
        return assertInstanceOf(SigningParty.Answer.Signed.class, answer).psbt();
    }

    private Sha256Hash settle() {
        Psbt complete = complete();
        return assertInstanceOf(SettlementResult.Sent.class, service.settle(0, List.of(complete), receipt))
                .txid();
    }

    private Psbt complete() {
        Psbt plan = service.planSettlement(0).orElseThrow().toPsbt(receipt);
        return signed(Role.BORROWER, signed(Role.LENDER, plan));
    }

    @Test
    void aDepositSeenInAPollThatFailsIsToldByTheNext() {
        fund();
        fail("mempool", 1);
        assertThrows(RpcException.Unavailable.class, service::poll);
        assertEquals(List.of(), events);
        service.poll();
        assertEquals("funded", service.loan(0).state().name());
        assertEquals(
                1,
                events.stream()
                        .filter(ServiceEvent.DepositChanged.class::isInstance)
                        .count());
    }

    @Test
    void aSettlementThatDidNotGetOutIsSentAtTheNextPoll() {
        repaid();
        fail("broadcast", 2);
        Sha256Hash txid = settle();
        assertEquals("settling", service.loan(0).state().name());
        assertEquals(0, chain.mempool().txids().size());
        assertTrue(events.stream()
                .anyMatch(event ->
                        event instanceof ServiceEvent.ActionDue due && due.action() instanceof LoanAction.RaiseAlarm));
        service.poll();
        assertEquals(0, chain.mempool().txids().size());
        service.poll();
        assertTrue(chain.mempool().txids().contains(txid));
    }

    @Test
    void aSettlementIsNotClaimedByCommand() {
        repaid();
        Sha256Hash txid = Sha256Hash.of(new byte[2]);
        var claim = new SignedSettlement(
                txid,
                new SettlementIntent.Release(),
                service.loan(0).state().holdings().coins(),
                Coin.ZERO,
                Coin.ZERO,
                0);
        assertInstanceOf(Decision.Rejected.class, service.handle(0, new Command.Settle(claim)));
        assertInstanceOf(Decision.Rejected.class, service.handle(0, new Command.Bump(claim)));
        assertEquals("repaid", service.loan(0).state().name());
        service.poll();
    }

    @Test
    void nothingHandedInSettlesNothing() {
        repaid();
        assertEquals(new SettlementResult.Refused("no PSBT"), service.settle(0, List.of(), Evidence.NONE));
    }

    @Test
    void aSettlementThatIsInTheMempoolAlreadyIsNoRefusal() {
        repaid();
        Psbt complete = complete();
        var sent = assertInstanceOf(Completion.Complete.class, complete.finish());
        chain.broadcast(sent.transaction());
        accepting = false;
        assertEquals(
                new SettlementResult.Sent(sent.transaction().txid()), service.settle(0, List.of(complete), receipt));
    }

    /** W2, W7: a node that fell back to an older tip has forgotten its mempool too; that evicts nothing. */
    @Test
    void aNodeThatFellBehindTakesNoDepositAway() {
        service.open(terms);
        chain.mine(1);
        chain.broadcast(deposit());
        service.poll();
        List<ServiceEvent> told = List.copyOf(events);
        assertEquals(1, told.size());
        chain.crashTo(0);
        mempoolForgotten = true;
        service.poll();
        assertEquals(told, events);
    }

    @Test
    void theSameObservationIsToldOnce() {
        fund();
        service.poll();
        int told = events.size();
        service.poll();
        assertEquals(told, events.size());
    }

    @Test
    void aLoanThatNobodyFundsInTimeIsCancelled() {
        service.open(terms);
        service.poll();
        assertEquals("awaiting collateral", service.loan(0).state().name());
        now = now.plus(Duration.ofDays(1));
        service.poll();
        assertEquals("cancelled", service.loan(0).state().name());
    }

    @Test
    void anUnknownLoanAndASecondOneOfTheSameNumberAreRefused() {
        service.open(terms);
        assertThrows(IllegalArgumentException.class, () -> service.open(terms));
        assertThrows(IllegalArgumentException.class, () -> service.loan(1));
    }
}
