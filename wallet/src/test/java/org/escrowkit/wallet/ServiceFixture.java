package org.escrowkit.wallet;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.policy.LoanCase;
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
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.AfterEach;

/** A service on a node in memory that fails as a test wants it, and a loan of a vault whose parties are all here. */
abstract class ServiceFixture {
    static final LoanId ID = LoanId.of("7/2026");
    static final BigMoney PRINCIPAL = BigMoney.parse("USD 30000");

    final FakeBitcoinNode chain = new FakeBitcoinNode();
    final Map<String, Integer> failures = new HashMap<>();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    boolean accepting = true;
    boolean mempoolForgotten;
    String refusing = "";
    final List<ServiceEvent> events = new ArrayList<>();
    final Map<Role, SigningParty> parties = new EnumMap<>(Role.class);
    final Map<Role, ContractSecret> contracts = new EnumMap<>(Role.class);
    final EscrowStore store = SqliteStore.temporary(Watcher.genesis(chain));
    final EscrowService service = service();
    final LoanTerms terms = terms(0);
    final Evidence receipt = newReceipt();

    /** The fake node, which takes every transaction, but fails as many calls of a method as the test asks for. */
    BitcoinNode unreliable() {
        return (BitcoinNode) Proxy.newProxyInstance(
                BitcoinNode.class.getClassLoader(), new Class<?>[] {BitcoinNode.class}, (proxy, method, arguments) -> {
                    if (failures.merge(method.getName(), -1, Integer::sum) >= 0) {
                        throw new RpcException.Unavailable(method.getName(), "down", null);
                    }
                    if (method.getName().equals("broadcast") && !refusing.isEmpty()) {
                        throw new RpcException.Rejected("sendrawtransaction", -26, refusing);
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

    EscrowService service() {
        EscrowService on = EscrowService.on(unreliable(), store, () -> now);
        on.subscribe("test");
        return on;
    }

    @AfterEach
    void close() {
        service.close();
    }

    List<ServiceEvent> told() {
        service.deliver("test", notification -> events.add(notification.event()));
        return events;
    }

    void fail(String method, int times) {
        failures.put(method, times);
    }

    LoanTerms terms(int first) {
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
                        Escrows.of(vault, first, 2),
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
    Evidence newReceipt() {
        var statement = new Statement(terms.fingerprint(), 1, now, now.plus(Duration.ofDays(30)), new Claim.Repaid());
        return Evidence.of(Objects.requireNonNull(contracts.get(Role.LENDER)).sign(statement, Role.LENDER));
    }

    SigningParty party(Role role) {
        return Objects.requireNonNull(parties.get(role));
    }

    Transaction deposit() {
        TransactionInput input = TransactionInput.unsigned(new Outpoint(Sha256Hash.of(new byte[1]), 0), 0);
        TransactionOutput output =
                new TransactionOutput(Coin.COIN, terms.escrow().scriptPubKey());
        return new Transaction(2, List.of(input), List.of(output), 0);
    }

    void fund() {
        service.open(ID, terms);
        service.observePrice(Price.parse("USD 60000"));
        chain.moveTo(chain.add(chain.tip(), 1, List.of(deposit())));
    }

    void repaid() {
        fund();
        service.poll();
        assertInstanceOf(CommandResult.Done.class, service.handle(ID, new Command.Disburse(now)));
        assertInstanceOf(CommandResult.Done.class, service.handle(ID, new Command.RecordRepayment(PRINCIPAL, now)));
    }

    Psbt signed(Role role, Psbt psbt) {
        var answer = party(role)
                .reviewAndSign(psbt.serialize(), new LoanCase(service.loan(ID).loan(), receipt), service.view());
        return assertInstanceOf(SigningParty.Answer.Signed.class, answer).psbt();
    }

    Sha256Hash settle() {
        Psbt complete = complete();
        return assertInstanceOf(SettlementResult.Sent.class, service.settle(ID, List.of(complete), receipt))
                .txid();
    }

    Psbt complete() {
        Psbt plan = service.planSettlement(ID).orElseThrow().toPsbt(receipt);
        return signed(Role.BORROWER, signed(Role.LENDER, plan));
    }
}
