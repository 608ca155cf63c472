package org.escrowkit.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.sign.Cosigner;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.Signer;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanStore;

/**
 * A service with many active loans on a real node: how long it takes to open, fund and hand them out, what a look and a
 * price cost, and what a crash that liquidates every tenth of them does: in which stages, and how many signatures a
 * second it comes to beside the bare native library.
 */
final class ServiceBenchmark {
    private static final int EVERY = 10;

    /** Two of three. */
    private static final int SIGNATURES = 2;

    private static final String PLAN = "plan";
    private static final String HAND_IN = "combine, review again, hand in";
    private static final String SIGN = "sign";

    private final String name;
    private final int count;
    private final ServiceLoans loans;
    private final StageTimes stages = new StageTimes("set up");
    private final EscrowService service;
    private Instant now = ServiceLoans.START;

    private ServiceBenchmark(String name, int count, RegtestNode regtest, EscrowStore store) {
        this.name = name;
        this.count = count;
        this.loans = new ServiceLoans(regtest, count, EVERY);
        BitcoinNode node = stages.watched(
                BitcoinNode.class, JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST), ServiceBenchmark::ofNode);
        this.service = EscrowService.on(node, StoreProxy.of(store, this::timed), () -> now);
    }

    private static String ofNode(String method) {
        return method.equals("broadcast") ? "broadcast" : "ask the node: " + method;
    }

    private LoanStore timed(LoanStore store) {
        return stages.watched(
                LoanStore.class,
                store,
                method -> method.startsWith("commit") || method.equals("propose") ? "store" : "read from the store");
    }

    static void run(int loans) {
        double bare = NativeSigning.perSecond();
        System.out.printf(Locale.ROOT, "bare native library: %,.0f signatures a second%n", bare);
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            ScratchFiles.use(directory -> new ServiceBenchmark(
                            "SQLite", loans, regtest, Stores.sqlite(directory.resolve("loans.db"), regtest))
                    .run(bare));
        }
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            Stores.onPostgres(regtest, store -> new ServiceBenchmark("PostgreSQL", loans, regtest, store).run(bare));
        }
    }

    private void run(double bare) {
        try (service) {
            each("open", loan -> service.open(ServiceLoans.id(loan), loans.of(loan)));
            price(ServiceLoans.CALM);
            service.poll();
            loans.fund(0, count, 1);
            time("see them funded", service::poll);
            each("hand out", loan -> ServiceLoans.handOut(service, loan));
            time("take over what was commanded", service::poll);
            time("look, when nothing happens", service::poll);
            time("price that does nothing", () -> price(Price.parse("USD 59000")));
            now = ServiceLoans.AT_CRASH;
            time("price that liquidates every tenth", () -> service.observePrice(new Quote(ServiceLoans.CRASH, now)));
            liquidate(bare);
        }
    }

    private void liquidate(double bare) {
        Evidence crash = ServiceLoans.ofCrash();
        Attendant attendant = service.attendant(
                Map.of(Role.LENDER, cosigner(Role.LENDER), Role.ARBITER, cosigner(Role.ARBITER)),
                loan -> stages.in("evidence", () -> crash),
                AttendantRules.USUAL);
        stages.turnTo(PLAN);
        stages.reset();
        long started = System.nanoTime();
        List<Attendant.Outcome> outcomes = attendant.attend();
        double seconds = (System.nanoTime() - started) / 1e9;
        ServiceLoans.check(outcomes.size() == loans.high()
                && outcomes.stream().allMatch(Attendant.Outcome.Sent.class::isInstance));
        print("plan, sign and send them", seconds);
        stages.print(name);
        int signatures = SIGNATURES * loans.high();
        System.out.printf(
                Locale.ROOT,
                "%-10s signatures a second: %,.0f end to end, %,.0f while signing, %,.0f of the bare native library%n",
                name,
                signatures / seconds,
                signatures / stages.seconds(SIGN),
                bare);
        loans.mine(ServiceLoans.CONFIRMATIONS);
        time("see them liquidated", service::poll);
        ServiceLoans.check(
                service.loan(ServiceLoans.id(0)).loan().state().name().equals("liquidated"));
    }

    /** What comes after an answer is the way to the node; after that the next one is planned. */
    private Cosigner cosigner(Role role) {
        Signer signer = stages.watched(
                Signer.class, new LocalSigner(Parties.secret(role)), method -> method.equals("sign") ? SIGN : "");
        Cosigner party = ServiceLoans.cosigner(service, role, signer);
        return request -> {
            Cosigner.Reply reply = stages.in("review of the " + role, () -> party.ask(request));
            stages.turnTo(role == Role.ARBITER ? HAND_IN : PLAN);
            return reply;
        };
    }

    private void price(Price price) {
        now = now.plusSeconds(60);
        service.observePrice(price);
    }

    private void each(String what, IntConsumer work) {
        long started = System.nanoTime();
        IntStream.range(0, count).forEach(work);
        double seconds = (System.nanoTime() - started) / 1e9;
        print(what + ", each", seconds / count);
    }

    private void time(String what, Runnable work) {
        long started = System.nanoTime();
        work.run();
        print(what, (System.nanoTime() - started) / 1e9);
    }

    private void print(String what, double seconds) {
        System.out.printf(Locale.ROOT, "%-10s %,d loans: %-40s %10.4f s%n", name, count, what, seconds);
    }
}
