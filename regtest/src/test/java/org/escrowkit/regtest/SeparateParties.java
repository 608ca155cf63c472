package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.LoanTermsBuilder;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.CommandResult;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.Notification;
import org.escrowkit.wallet.ServiceEvent;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.CosignerServer;
import org.escrowkit.wallet.sign.HttpCosigner;
import org.escrowkit.wallet.sign.SigningParty;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.Watcher;
import org.joda.money.BigMoney;
import org.jspecify.annotations.Nullable;

/**
 * Borrower, lender and arbiter apart, on one node: each has a service and a store of its own, by which it reviews, and
 * the arbiter is asked over HTTP. One clock is everybody's.
 */
final class SeparateParties implements AutoCloseable {
    static final int CONFIRMATIONS = 3;

    private static final String SUBSCRIBER = "desk";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessNode node;
    private final Path directory;
    private final EscrowParties words;
    private final Map<Role, SigningParty> signers;
    private final EvidenceDesk desk;
    private final Map<Role, EscrowService> services = new EnumMap<>(Role.class);

    /** The last state of each loan that each party was told. */
    private final Map<String, String> heard = new HashMap<>();

    private Instant now = Instant.parse("2026-01-01T21:30:00Z");
    private @Nullable CosignerServer arbiter;

    /**
     * @param words whose contract keys sign what is said
     * @param signers who sign transactions
     */
    SeparateParties(RegtestNode node, Path directory, EscrowParties words, Map<Role, SigningParty> signers) {
        this.node = (ProcessNode) node;
        this.directory = directory;
        this.words = words;
        this.signers = Map.copyOf(signers);
        this.desk = new EvidenceDesk(words);
        start();
    }

    /** Parties whose keys are all in this process. */
    static SeparateParties of(RegtestNode node, Path directory, EscrowParties parties) {
        return new SeparateParties(
                node,
                directory,
                parties,
                Arrays.stream(Role.values()).collect(Collectors.toMap(Function.identity(), parties::party)));
    }

    private void start() {
        Path cookie = node.process().folder().resolve("regtest/.cookie");
        JsonRpcClient client = JsonRpcClient.of(node.rpcEndpoint(), RpcCredentials.cookie(cookie));
        BitcoinNode port = JsonRpcNode.connect(client, Chain.REGTEST);
        for (Role role : Role.values()) {
            var store = SqliteStore.open(directory.resolve(role + ".db"), Watcher.genesis(port));
            EscrowService service = EscrowService.on(port, store, () -> now);
            service.subscribe(SUBSCRIBER);
            services.put(role, service);
        }
        arbiter = serve(cosigner(Role.ARBITER), Role.ARBITER);
    }

    /** An answering machine that signs its replies as this party. */
    CosignerServer serve(Cosigner cosigner, Role as) {
        Set<ByteString> coordinators = Set.of(
                words.contract(Role.LENDER).publicKey(),
                words.contract(Role.BORROWER).publicKey());
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return CosignerServer.start(loopback, cosigner, words.contract(as), coordinators, () -> now);
    }

    @Override
    public void close() {
        Objects.requireNonNull(arbiter).close();
        services.values().forEach(EscrowService::close);
    }

    /** All services end, and go on from what is stored. */
    void restart() {
        close();
        start();
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    EscrowService service(Role role) {
        return Objects.requireNonNull(services.get(role));
    }

    Collection<EscrowService> all() {
        return services.values();
    }

    EvidenceDesk desk() {
        return desk;
    }

    /** A party that looks the loans up in its own service. */
    Cosigner cosigner(Role role) {
        return service(role).cosigner(Objects.requireNonNull(signers.get(role)));
    }

    /** The arbiter as this coordinator reaches him. */
    Cosigner arbiterFor(Role coordinator) {
        return behind(arbiterPort(), coordinator);
    }

    int arbiterPort() {
        return Objects.requireNonNull(arbiter).address().getPort();
    }

    /** Who answers at a port of this machine, and is believed where he is the arbiter. */
    Cosigner behind(int port, Role coordinator) {
        return new HttpCosigner(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + port),
                words.contract(coordinator),
                words.contract(Role.ARBITER).publicKey(),
                PATIENCE,
                () -> now);
    }

    /** One party's service at work, which asks these parties. */
    Attendant attendant(Role coordinator, Role... asked) {
        Map<Role, Cosigner> parties = Arrays.stream(asked)
                .collect(Collectors.toMap(
                        Function.identity(), role -> role == Role.ARBITER ? arbiterFor(coordinator) : cosigner(role)));
        return service(coordinator).attendant(parties, loan -> desk.of(loan.terms()), new AttendantRules(3, 2, 50));
    }

    /** Terms that start now, with payout addresses of which nobody has the key. */
    LoanTermsBuilder terms(Vault vault, int number, BigMoney principal, Coin collateral, MarginRules margin) {
        Payouts payouts = new Payouts(
                RegtestChain.addressOfNobody(),
                RegtestChain.addressOfNobody(),
                Optional.of(RegtestChain.addressOfNobody()));
        return words.terms(number, principal, collateral, margin, payouts, now)
                .escrows(Escrows.of(vault, number, EscrowParties.ADDRESSES))
                .deposits(DepositPolicy.of(CONFIRMATIONS, collateral));
    }

    /** Each party gives its own service this command. */
    void command(LoanId id, Command command) {
        all().forEach(each -> assertInstanceOf(CommandResult.Done.class, each.handle(id, command)));
    }

    /** Lender and arbiter sign the price, and every service sees it. */
    void price(String dollars) {
        desk.attest(Price.parse("USD " + dollars), now);
        observe(dollars);
    }

    /** Everybody has sources of his own; lender and arbiter sign what they see. */
    void prices(String lenders, String arbiters, String borrowers) {
        Price lender = Price.parse("USD " + lenders);
        Price arbiter = Price.parse("USD " + arbiters);
        desk.attest(lender, arbiter, now);
        service(Role.LENDER).observePrice(lender);
        service(Role.ARBITER).observePrice(arbiter);
        service(Role.BORROWER).observePrice(Price.parse("USD " + borrowers));
    }

    /** Every service sees a price, for which nobody signs. */
    void observe(String dollars) {
        all().forEach(each -> each.observePrice(Price.parse("USD " + dollars)));
    }

    void poll() {
        all().forEach(EscrowService::poll);
    }

    /** Everybody listens to his own service. */
    private void listen(Consumer<Notification> lenders) {
        services.forEach((role, each) -> each.deliver(SUBSCRIBER, told -> {
            if (told.event() instanceof ServiceEvent.StateChanged changed) {
                heard.put(role + " " + told.loan(), changed.after());
            }
            if (role == Role.LENDER) {
                lenders.accept(told);
            }
        }));
    }

    /** The same, aloud: what the lender hears is printed. */
    void deliver() {
        listen(told -> say(
                told.loan().text(),
                told.event() instanceof ServiceEvent.DepositChanged deposit
                        ? deposit.kind() + " " + deposit.value().value + " sat"
                        : String.valueOf(told.event())));
    }

    void say(String who, String what) {
        System.out.printf(Locale.ROOT, "%s  %-12s %s%n", LocalTime.ofInstant(now, ZoneOffset.UTC), who, what);
    }

    Evidence evidence(LoanId id) {
        return desk.of(loan(id).loan().terms());
    }

    /** As the lender's service has it. */
    StoredLoan loan(LoanId id) {
        return service(Role.LENDER).loan(id);
    }

    void assertState(String state, LoanId... ids) {
        for (LoanId id : ids) {
            services.forEach((role, each) ->
                    assertEquals(state, each.loan(id).loan().state().name(), () -> id + " of the " + role));
        }
    }

    /** Every service is in that state, its journal makes it, and whoever listens has heard of it. */
    void assertAccounted(String state, LoanId id) {
        assertAccounted(state, id, Role.values());
    }

    /** The same, for those who know the loan. */
    void assertAccounted(String state, LoanId id, Role... knowing) {
        listen(Objects::requireNonNull);
        for (Role role : knowing) {
            StoredLoan stored = service(role).loan(id);
            assertEquals(state, stored.loan().state().name(), () -> id + " of the " + role);
            assertEquals(state, heard.get(role + " " + id), () -> "what the " + role + " heard of " + id);
            assertTrue(service(role).journal(id).accountsFor(stored), () -> id + " of the " + role);
        }
    }
}
