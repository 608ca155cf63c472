package org.escrowkit.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.loan.Command;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.core.loan.Quote;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.NodeKind;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.LoanJournal;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.store.PostgresStore;

/**
 * Two processes run the loans of one PostgreSQL database; a price liquidates a part of them, and in the middle of it
 * the leader is killed, and blocks bring the collateral of others. How long it takes until the stand-by leads, knows
 * all of that, and has sent what was to be sent; and that each loan was settled once.
 */
final class FailoverBenchmark {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final String SUBSCRIBER = "books";

    private final RegtestNode regtest;
    private final JsonRpcNode node;
    private final int count;
    private final int active;
    private final ServiceLoans loans;
    private final List<Integer> due;

    /** By settlement in the mempool, how many loans it settles. */
    private final Map<Sha256Hash, Integer> sent = new HashMap<>();

    private FailoverBenchmark(RegtestNode regtest, int count) {
        this.regtest = regtest;
        this.node = JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST);
        this.count = count;
        this.active = count * 3 / 4;
        this.loans = new ServiceLoans(regtest, count, 2);
        this.due =
                IntStream.range(0, active).filter(loan -> loan % 2 == 0).boxed().toList();
    }

    /**
     * @param loans of which three quarters are active, half of these are liquidated, and the others wait for deposits
     */
    static void run(int loans) {
        try (RegtestNode regtest = RegtestNode.start(NodeKind.PROCESS)) {
            Stores.onServer(url -> new FailoverBenchmark(regtest, loans).run(url));
        }
    }

    private void run(String url) {
        try (HikariDataSource pool = Stores.pool(url)) {
            try (EscrowService service = service(pool)) {
                prepare(service);
            }
            try (ServiceProcess leader = new ServiceProcess(regtest, url, "leader", LEASE)) {
                leader.await(ServiceChild.ATTENDED);
                try (ServiceProcess other = new ServiceProcess(regtest, url, "stand-by", LEASE);
                        EscrowService bystander = service(pool)) {
                    other.await(ServiceChild.BEGUN);
                    measure(bystander, leader, other);
                }
            }
        }
    }

    private EscrowService service(HikariDataSource pool) {
        PostgresStore.Sharing sharing = PostgresStore.Sharing.named("benchmark").withLease(LEASE);
        return EscrowService.on(
                node, PostgresStore.open(pool, Chain.REGTEST.genesis(), sharing), () -> ServiceLoans.AT_CRASH);
    }

    private void prepare(EscrowService service) {
        loans.open(service);
        service.subscribe(SUBSCRIBER);
        service.poll();
        loans.fund(0, active, 1);
        service.poll();
        IntStream.range(0, active).forEach(loan -> ServiceLoans.handOut(service, loan));
        service.poll();
    }

    private void measure(EscrowService bystander, ServiceProcess leader, ServiceProcess other) {
        bystander.observePrice(new Quote(ServiceLoans.CRASH, ServiceLoans.AT_CRASH));
        while (settledInMempool() < due.size() / 10) {
            Thread.onSpinWait();
        }
        leader.close();
        long killed = System.nanoTime();
        int before = settledInMempool();
        loans.fund(active, count, 2);
        int stored = (int) due.stream()
                .filter(loan -> state(bystander, loan) instanceof Settling)
                .count();
        int height = regtest.rpc().call("getblockcount").asInt();
        String[] looked = other.await(ServiceChild.LOOKED, words -> Integer.parseInt(words[1]) >= height);
        double leads = since(killed);
        ServiceLoans.check(Integer.parseInt(looked[2]) >= count - stored);
        other.await(ServiceChild.ATTENDED, words -> words[1].equals("0") && words[2].equals("0"));
        double done = since(killed);
        judge(bystander, other);
        System.out.printf(
                Locale.ROOT,
                "%,d loans, %,d of them due: %,d were sent and %,d more were stored when the leader was killed,"
                        + " and %,d deposits came; with a lease of %.0f s another one led and knew"
                        + " all after %.1f s, and had settled all after %.1f s, each once%n",
                count,
                due.size(),
                before,
                stored - before,
                count - active,
                LEASE.toMillis() / 1e3,
                leads,
                done);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Settlements alone are in it. */
    private int settledInMempool() {
        for (Sha256Hash txid : node.mempool().txids()) {
            sent.computeIfAbsent(
                    txid,
                    id -> node.mempoolTransaction(id)
                            .map(known -> known.inputs().size())
                            .orElse(null));
        }
        return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static LoanState state(EscrowService service, int loan) {
        return service.loan(ServiceLoans.id(loan)).loan().state();
    }

    private void judge(EscrowService service, ServiceProcess leader) {
        loans.mine(ServiceLoans.CONFIRMATIONS);
        int height = regtest.rpc().call("getblockcount").asInt();
        leader.await(ServiceChild.LOOKED, words -> Integer.parseInt(words[1]) >= height);
        for (int loan = 0; loan < count; loan++) {
            String expected = expected(loan);
            String found = state(service, loan).name();
            if (!found.equals(expected)) {
                throw new IllegalStateException("loan " + loan + " is " + found + ", not " + expected);
            }
            ServiceLoans.check(expected.equals("liquidated")
                    == state(service, loan).holdings().coins().isEmpty());
            LoanJournal journal = service.journal(ServiceLoans.id(loan));
            ServiceLoans.check(journal.accountsFor(service.loan(ServiceLoans.id(loan))));
            long settled = settled(journal);
            if (settled != (expected.equals("liquidated") ? 1 : 0)) {
                throw new IllegalStateException("loan " + loan + " was settled " + settled + " times");
            }
        }
        Set<String> told = new HashSet<>();
        service.deliver(SUBSCRIBER, notification -> ServiceLoans.check(told.add(notification.id())));
    }

    /** At this price those with a high debt are not enough to be handed out, whatever came. */
    private String expected(int loan) {
        boolean isHigh = loan % 2 == 0;
        return loan < active ? (isHigh ? "liquidated" : "active") : isHigh ? "awaiting collateral" : "funded";
    }

    private static long settled(LoanJournal journal) {
        return journal.rows().stream()
                .filter(row -> row.kind().equals("event"))
                .map(row -> LoanCodec.decodeEvent(row.body()))
                .filter(event -> event instanceof Command.Settle || event instanceof Command.Bump)
                .count();
    }
}
