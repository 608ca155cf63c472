package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.BlockRow;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.NewScript;
import org.escrowkit.wallet.store.PostgresStore;
import org.escrowkit.wallet.store.WatchedScript;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * W16: two processes watch one bitcoind by way of one PostgreSQL, and the one that leads is killed in the middle of the
 * commit of a reorg. The other one goes on from what is stored, and the node confirms what comes of it.
 */
@Timeout(7_200)
class FailoverOnProcessIT extends OnNode {
    /** More of them for those who have time: {@code -Descrowkit.failovers=100 -Descrowkit.seed=100}. */
    private static final int RUNS = Integer.getInteger("escrowkit.failovers", 2);

    private static final long SEED = Long.getLong("escrowkit.seed", 0);
    /** Longer than two polls are apart, or it would end by itself on a busy machine. */
    private static final Duration LEASE = Duration.ofSeconds(5);

    private static final int SCRIPTS = 12;
    private static final int DEEPEST = 5;

    /** Each is written by every commit of a reorg that takes back a deposit: where it waits, it is killed. */
    private static final List<String> TABLES = List.of("block", "deposit", "event");

    private final Random random = new Random(SEED);
    private final Object changes = new Object();
    private final List<WatcherProcess> all = new ArrayList<>();
    private final List<WatcherProcess> living = new ArrayList<>();
    private final List<Duration> takeovers = new ArrayList<>();
    private @Nullable RealScenarioNode real;

    @Override
    NodeKind kind() {
        return NodeKind.PROCESS;
    }

    @Override
    void prepare() {
        real = new RealScenarioNode(node());
    }

    private RealScenarioNode real() {
        return Objects.requireNonNull(real);
    }

    @Test
    void w16ALeaderThatIsKilledInTheMiddleOfAReorgIsReplacedAndNothingIsLostOrDoubled()
            throws IOException, SQLException, InterruptedException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("synchronous_commit", "on")
                        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                        .start();
                EscrowStore store = PostgresStore.open(server.getPostgresDatabase(), Chain.REGTEST.genesis());
                Watcher direct = Watcher.temporary(JsonRpcNode.connect(node().rpc(), Chain.REGTEST))) {
            String url = server.getJdbcUrl("postgres", "postgres");
            start(url);
            awaitLeading();
            start(url);
            List<WatchedScript> watched = watch(store, direct);
            List<DepositEvent> expected = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                Transaction paid = pay(watched);
                mine(direct, expected, List.of(paid));
                reorgUnderTheLeader(server, TABLES.get((int) Math.floorMod(SEED + run, (long) TABLES.size())));
                long start = System.nanoTime();
                awaitLeading();
                takeovers.add(Duration.ofNanos(System.nanoTime() - start));
                start(url);
                look(direct, expected);
                mine(direct, expected, run % 2 == 0 ? List.of(paid) : List.of());
                judge(store, watched, expected);
            }
            all.forEach(WatcherProcess::kill);
            judgeDelivery(store);
            Collections.sort(takeovers);
            System.out.printf(
                    "%d leaders killed in the middle of a reorg, from seed %d on: %d events, with a lease of %d ms the other"
                            + " one knew all after %d ms in the middle, and %d ms at the most%n",
                    RUNS,
                    SEED,
                    store.head().lastSequence(),
                    LEASE.toMillis(),
                    takeovers.get(takeovers.size() / 2).toMillis(),
                    takeovers.get(takeovers.size() - 1).toMillis());
        } finally {
            all.forEach(WatcherProcess::close);
        }
    }

    private void start(String url) throws InterruptedException {
        String name = "watcher-" + all.size();
        String cookie = ((ProcessNode) node())
                .process()
                .folder()
                .resolve("regtest/.cookie")
                .toString();
        WatcherProcess process = new WatcherProcess(
                changes,
                List.of(
                        node().rpcEndpoint().toString(),
                        node().zmqEndpoint().toString(),
                        cookie,
                        url + "&ApplicationName=" + name),
                name,
                LEASE);
        all.add(process);
        living.add(process);
        process.awaitBegun();
    }

    private void awaitLeading() throws InterruptedException {
        WatcherProcess.awaitLeading(changes, living, real().tip());
    }

    private List<WatchedScript> watch(EscrowStore store, Watcher direct) {
        List<ByteString> scripts =
                Stream.generate(real()::script).limit(SCRIPTS).toList();
        int birth = real().height() + 1;
        store.register(scripts.stream()
                .map(script -> new NewScript(script, birth, "loan"))
                .toList());
        direct.watch(scripts, Birth.atHeight(birth), "loan");
        return scripts.stream()
                .map(script -> store.script(script).orElseThrow())
                .toList();
    }

    private Transaction pay(List<WatchedScript> watched) {
        List<ByteString> two = Stream.generate(() -> watched.get(random.nextInt(SCRIPTS)))
                .limit(2)
                .map(WatchedScript::scriptPubKey)
                .toList();
        return real().spending(List.of(real().coin()), WatchStage.FEE, two);
    }

    private void mine(Watcher direct, List<DepositEvent> expected, List<Transaction> held) throws InterruptedException {
        real().mineOn(real().tip(), real().height() + 1, real().script(), held);
        awaitLeading();
        look(direct, expected);
    }

    private static void look(Watcher direct, List<DepositEvent> expected) {
        direct.catchUp();
        direct.deliver("books", expected::add);
    }

    /**
     * Takes back the last block, which holds a deposit, and up to some more; and kills whose commit waits for a lock.
     */
    private void reorgUnderTheLeader(EmbeddedPostgres server, String table) throws SQLException {
        try (Connection other = server.getPostgresDatabase().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
            int depth = 1 + random.nextInt(DEEPEST);
            int fork = real().height() - depth;
            Sha256Hash last = real().port().blockHash(fork).orElseThrow();
            for (int height = fork + 1; height <= fork + depth + 1; height++) {
                last = real().mineOn(last, height, real().script(), List.of());
            }
            String leader = "";
            while (leader.isEmpty()) {
                leader = waiting(statement);
            }
            String name = leader;
            WatcherProcess process = living.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            process.kill();
            living.remove(process);
            other.rollback();
        }
    }

    /** The name of whoever waits for what this session holds; none if it is empty. */
    private static String waiting(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT application_name FROM pg_stat_activity"
                + " WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private void judge(EscrowStore store, List<WatchedScript> watched, List<DepositEvent> expected) {
        List<DepositEvent> events = store.events(0, Integer.MAX_VALUE);
        assertEquals(FaultRun.confirmed(expected), FaultRun.confirmed(events), () -> "seed " + SEED);
        BlockRow cursor = store.head().cursor().orElseThrow();
        Ledger ledger = Ledger.of(new BlockRef(cursor.height(), cursor.hash()), store.deposits());
        real().audit(ledger, watched, events);
    }

    /** Each event was told at least once, by whoever led, and always under its own id. */
    private void judgeDelivery(EscrowStore store) {
        Map<Long, String> told = new TreeMap<>();
        for (WatcherProcess process : all) {
            process.told().forEach((sequence, id) -> {
                String before = told.putIfAbsent(sequence, id);
                assertEquals(before == null ? id : before, id, () -> "seed " + SEED + ", event " + sequence);
            });
        }
        Map<Long, String> stored = store.events(0, Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(
                        DepositEvent::sequence, event -> event.id().toString(), (one, other) -> one, TreeMap::new));
        assertEquals(stored, told, () -> "seed " + SEED);
    }
}
