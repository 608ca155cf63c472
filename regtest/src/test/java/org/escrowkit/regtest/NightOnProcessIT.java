package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.evidence.Claim;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.Ended;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Running;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.ServiceEvent;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.CosignerServer;
import org.escrowkit.wallet.sign.HttpCosigner;
import org.escrowkit.wallet.sign.PartyCosigner;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One night in which a bitcoin falls from 60 to 40 thousand dollars: margin calls, a cure, a repayment, liquidations in
 * part and in full, blocks that are full for an hour, a reorganisation, and a node and services that restart. Nobody is
 * at the screen; the arbiter is asked over HTTP, and looks its own records up.
 */
@Timeout(300)
class NightOnProcessIT extends OnNode {
    private static final int CONFIRMATIONS = 3;
    private static final Duration TICK = Duration.ofMinutes(30);

    @TempDir
    private Path directory;

    private final EscrowParties parties = EscrowParties.fresh();
    private final EvidenceDesk desk = new EvidenceDesk(parties);
    private final Map<LoanId, LoanTerms> loans = new LinkedHashMap<>();
    private Instant now = Instant.parse("2026-01-01T21:30:00Z");
    private @Nullable EscrowService lenders;
    private @Nullable EscrowService arbiters;
    private @Nullable Attendant attending;
    private @Nullable CosignerServer arbiter;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    /** The lender's, which attends; the arbiter has one of its own, with its own store. */
    private EscrowService service() {
        return Objects.requireNonNull(lenders);
    }

    private List<EscrowService> services() {
        return List.of(service(), Objects.requireNonNull(arbiters));
    }

    private EscrowService open(BitcoinNode port, String file) {
        EscrowStore store = SqliteStore.open(directory.resolve(file), Watcher.genesis(port));
        return EscrowService.on(port, store, () -> now);
    }

    /** From what is stored, as after any restart. */
    private void start() {
        Path cookie = ((ProcessNode) node()).process().folder().resolve("regtest/.cookie");
        JsonRpcClient client = JsonRpcClient.of(node().rpcEndpoint(), RpcCredentials.cookie(cookie));
        BitcoinNode port = JsonRpcNode.connect(client, Chain.REGTEST);
        EscrowService service = open(port, "lender.db");
        service.subscribe("night");
        lenders = service;
        EscrowService theirs = open(port, "arbiter.db");
        arbiters = theirs;
        arbiter = CosignerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                cosigner(Role.ARBITER, theirs),
                parties.contract(Role.ARBITER),
                Set.of(parties.contract(Role.LENDER).publicKey()),
                () -> now);
        Cosigner remote = new HttpCosigner(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + arbiter.address().getPort()),
                parties.contract(Role.LENDER),
                parties.contract(Role.ARBITER).publicKey(),
                Duration.ofSeconds(30),
                () -> now);
        Map<Role, Cosigner> all = Map.of(
                Role.BORROWER,
                cosigner(Role.BORROWER, service),
                Role.LENDER,
                cosigner(Role.LENDER, service),
                Role.ARBITER,
                remote);
        attending = service.attendant(all, loan -> desk.of(loan.terms()), new AttendantRules(3, 2, 50));
    }

    private Cosigner cosigner(Role role, EscrowService records) {
        return new PartyCosigner(
                parties.party(role), contract -> records.loan(contract).map(StoredLoan::loan), records::view);
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(arbiter).close();
        services().forEach(EscrowService::close);
    }

    private void say(String who, String what) {
        System.out.printf(Locale.ROOT, "%s  %-10s %s%n", LocalTime.ofInstant(now, ZoneOffset.UTC), who, what);
    }

    private LoanId open(String name, String principal, MarginRules margin) {
        Payouts payouts = new Payouts(RegtestChain.addressOfNobody(), RegtestChain.addressOfNobody(), Optional.empty());
        LoanTerms terms = parties.terms(
                        EscrowParties.ADDRESSES * loans.size(),
                        BigMoney.parse(principal),
                        Coin.COIN,
                        margin,
                        payouts,
                        now)
                .deposits(DepositPolicy.of(CONFIRMATIONS, Coin.COIN))
                .build();
        LoanId id = LoanId.of(name);
        loans.put(id, terms);
        services().forEach(each -> each.open(id, terms));
        return id;
    }

    private LoanTerms terms(LoanId id) {
        return Objects.requireNonNull(loans.get(id));
    }

    private Loan loan(LoanId id) {
        return service().loan(id).loan();
    }

    private void command(LoanId id, Command command) {
        services().forEach(each -> assertInstanceOf(CommandResult.Done.class, each.handle(id, command)));
    }

    /** Half an hour later, at this price. */
    private void tick(String dollars) {
        now = now.plus(TICK);
        Price price = Price.parse("USD " + dollars);
        desk.attest(price, now);
        say("market", "one bitcoin costs " + price);
        services().forEach(each -> each.observePrice(price));
        look();
    }

    /** What the service does at each look; nobody else does anything. */
    private void look() {
        services().forEach(EscrowService::poll);
        for (Attendant.Outcome outcome : Objects.requireNonNull(attending).attend()) {
            say(outcome.loan().text(), String.valueOf(outcome));
        }
        services().forEach(EscrowService::poll);
        service().deliver("night", told -> say(told.loan().text(), words(told.event())));
    }

    private static String words(ServiceEvent event) {
        return event instanceof ServiceEvent.DepositChanged deposit
                ? deposit.kind() + " " + deposit.value().value + " sat"
                : String.valueOf(event);
    }

    private void assertState(String state, LoanId... ids) {
        for (LoanId id : ids) {
            assertEquals(state, loan(id).state().name(), id::text);
        }
    }

    /** By the node's own set of unspent outputs. */
    private Coin held(Address address) {
        return Coin.ofBtc(node().rpc()
                .call("scantxoutset", "start", List.of("addr(" + address + ")"))
                .get("total_amount")
                .asDecimal());
    }

    private static MarginRules margin(String initial, Duration cure, Optional<Ltv> liquidateTo) {
        Ltv start = Ltv.ofPercent(initial);
        return new MarginRules(
                start,
                List.of(new MarginTier(Ltv.ofPercent("70"), start, Optional.of(cure))),
                Ltv.ofPercent("80"),
                Dwell.NONE,
                BigDecimal.ZERO,
                liquidateTo,
                Optional.empty(),
                Duration.ZERO);
    }

    @Test
    void aNightThatTakesAThirdOfThePriceLeavesEveryBalanceRight() {
        RegtestChain chain = RegtestChain.funded(node());
        start();
        Duration days = Duration.ofDays(2);
        LoanId cured = open("cured", "USD 30000", margin("50", days, Optional.empty()));
        LoanId repaid = open("repaid", "USD 30000", margin("50", days, Optional.empty()));
        LoanId silent = open("silent", "USD 30000", margin("50", Duration.ofHours(4), Optional.empty()));
        LoanId full = open("full", "USD 33000", margin("55", days, Optional.empty()));
        LoanId partial = open("partial", "USD 33000", margin("55", days, Optional.of(Ltv.ofPercent("60"))));
        tick("60000");
        loans.values().forEach(terms -> chain.pay(terms.escrow().address(), Coin.COIN));
        chain.mine(CONFIRMATIONS);
        look();
        loans.keySet().forEach(id -> command(id, new Command.Disburse(now)));
        tick("55000");
        assertState("active", cured, repaid, silent, full, partial);
        tick("47000");
        assertState("margin call", full, partial);
        tick("42500");
        assertState("margin call", cured, repaid, silent);

        chain.pay(terms(cured).escrow().address(), Coin.valueOf(45_000_000));
        chain.mine(CONFIRMATIONS);
        look();
        assertState("active", cured);
        command(repaid, new Command.RecordRepayment(BigMoney.parse("USD 30000"), now));
        desk.state(terms(repaid), new Claim.Repaid(), now, Role.LENDER);
        look();
        assertState("settling", repaid);
        chain.mine(CONFIRMATIONS);
        look();
        assertState("released", repaid);

        tick("41000");
        assertState("settling", full, partial);
        say("chain", "blocks are full of what pays more");
        for (int block = 0; block < CONFIRMATIONS; block++) {
            chain.mineEmpty();
            look();
        }
        assertEquals(2, attempts(full));
        assertEquals(2, attempts(partial));
        say("chain", "bitcoind dies, with its mempool");
        node().rpc().call("gettxoutsetinfo", "none");
        ((ProcessNode) node()).kill();
        ((ProcessNode) node()).startAgain();
        node().rpc().call("loadwallet", "fund");
        look();
        chain.mine(1);
        look();
        say("chain", "the service restarts");
        close();
        start();
        chain.mine(CONFIRMATIONS - 1);
        look();
        assertState("liquidated", full);
        assertState("active", partial);
        say("chain", "another branch has more work, and none of the settlements");
        chain.reorg(CONFIRMATIONS);
        look();
        assertState("settling", full, partial);
        chain.mine(CONFIRMATIONS);
        look();
        assertState("liquidated", full);
        assertState("active", partial);

        tick("40500");
        while (now.isBefore(Instant.parse("2026-01-02T04:00:00Z"))) {
            tick("40000");
        }
        assertState("settling", silent);
        chain.mine(CONFIRMATIONS);
        look();
        assertState("liquidated", silent);
        assertState("active", cured, partial);

        // 33,000 at 41,000: 0.804 878 048 7… bitcoin, rounded up for the lender.
        assertSettled(full, Coin.valueOf(80_487_805));
        // 30,000 at 40,000: three quarters of a bitcoin.
        assertSettled(silent, Coin.valueOf(75_000_000));
        assertSettled(repaid, Coin.ZERO);
        assertEquals(Coin.valueOf(145_000_000), held(terms(cured).escrow().address()));
        judgePartial(partial);
        for (LoanId id : loans.keySet()) {
            for (EscrowService each : services()) {
                assertTrue(each.journal(id).accountsFor(each.loan(id)), id::text);
                assertEquals(
                        loan(id).state().name(), each.loan(id).loan().state().name(), id::text);
            }
        }
    }

    private int attempts(LoanId id) {
        return assertInstanceOf(Settling.class, loan(id).state()).attempts().size();
    }

    /** The lender has that, the borrower the rest but the fee, and nothing is left. */
    private void assertSettled(LoanId id, Coin toLender) {
        LoanTerms terms = terms(id);
        Coin fee = assertInstanceOf(Ended.class, loan(id).state()).settled().attempts().stream()
                .filter(attempt -> isMined(attempt.txid()))
                .findFirst()
                .orElseThrow()
                .fee();
        assertEquals(toLender, held(terms.payouts().lender()), id::text);
        assertEquals(
                Coin.COIN.subtract(toLender).subtract(fee), held(terms.payouts().borrower()), id::text);
        assertEquals(Coin.ZERO, held(terms.escrow().address()), id::text);
        say(id.text(), toLender.value + " sat to the lender, fee " + fee.value + " sat, the rest to the borrower");
    }

    private boolean isMined(Sha256Hash txid) {
        try {
            return node().rpc()
                            .call("getrawtransaction", txid.toString(), 1)
                            .get("confirmations")
                            .asLong()
                    > 0;
        } catch (RpcException.Rejected unknown) {
            return false;
        }
    }

    /**
     * What is left lies at the next address, and the debt is at most 60 % of its worth at 41,000, but for the fee. What
     * the lender got is credited rounded up.
     */
    private void judgePartial(LoanId id) {
        LoanTerms terms = terms(id);
        Coin toLender = held(terms.payouts().lender());
        Coin left = held(terms.escrows().after(1).orElseThrow().address());
        assertEquals(Coin.ZERO, held(terms.escrow().address()));
        assertEquals(Coin.ZERO, held(terms.payouts().borrower()));
        Running state = assertInstanceOf(Running.class, loan(id).state());
        BigDecimal owed = state.position().owed(terms, now).getAmount();
        BigDecimal price = new BigDecimal("41000");
        BigDecimal paid = price.multiply(toLender.toBtc()).setScale(2, RoundingMode.CEILING);
        assertEquals(0, new BigDecimal("33000").subtract(paid).compareTo(owed), () -> owed + " after " + paid);
        BigDecimal most = price.multiply(Coin.COIN.subtract(toLender).toBtc()).multiply(new BigDecimal("0.6"));
        assertTrue(owed.compareTo(most) <= 0, () -> owed + " of " + most);
        say(id.text(), toLender.value + " sat to the lender, " + left.value + " sat stay for " + owed + " dollars");
    }
}
