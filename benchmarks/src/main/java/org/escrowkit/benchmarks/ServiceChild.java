package org.escrowkit.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.Attendant;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.PostgresStore;

/**
 * The process of one of several services that share a database. It runs until it is killed, or its input ends, and says
 * on its output what it does, a line each; a line of input is a {@link CommandRun}.
 *
 * <p>Arguments: the node's RPC endpoint, its cookie file, the database's URL, a name, milliseconds of a lease.
 */
final class ServiceChild {
    /** It has begun to work, whatever its part. */
    static final String BEGUN = "begun";

    /** Before the height that it knows all up to and the number of its live loans, after each look of the leader. */
    static final String LOOKED = "looked";

    /** Before the number of settlements sent and of those still open, after each attendance. */
    static final String ATTENDED = "attended";

    /** Before the number of times that somebody was faster, and what each command took, in microseconds. */
    static final String TOOK = "took";

    private final EscrowService service;
    private final Attendant attendant;
    private final AtomicLong faster;

    private ServiceChild(EscrowService service, AtomicLong faster) {
        this.service = service;
        this.faster = faster;
        Evidence crash = ServiceLoans.ofCrash();
        attendant = service.attendant(
                Map.of(
                        Role.LENDER, ServiceLoans.cosigner(service, Role.LENDER),
                        Role.ARBITER, ServiceLoans.cosigner(service, Role.ARBITER)),
                loan -> crash,
                AttendantRules.USUAL);
    }

    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        RpcCredentials cookie = RpcCredentials.cookie(Path.of(arguments[1]));
        JsonRpcNode node = JsonRpcNode.connect(JsonRpcClient.of(URI.create(arguments[0]), cookie), Chain.REGTEST);
        PostgresStore.Sharing sharing =
                PostgresStore.Sharing.named(arguments[3]).withLease(Duration.ofMillis(Long.parseLong(arguments[4])));
        AtomicLong faster = new AtomicLong();
        try (HikariDataSource pool = Stores.pool(arguments[2])) {
            EscrowStore store = PostgresStore.open(pool, Chain.REGTEST.genesis(), sharing);
            EscrowService service =
                    EscrowService.on(node, StoreProxy.counting(store, faster), () -> ServiceLoans.AT_CRASH);
            service.poll();
            say(BEGUN);
            new ServiceChild(service, faster).run();
        }
    }

    private void run() throws IOException {
        Thread following = new Thread(this::follow, "escrowkit-follow");
        following.setDaemon(true);
        following.start();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            long before = faster.get();
            long[] micros = CommandRun.parse(line).on(service);
            String all = Arrays.stream(micros).mapToObj(Long::toString).collect(Collectors.joining(" "));
            say(TOOK + " " + (faster.get() - before) + " " + all);
        }
    }

    private void follow() {
        try {
            service.run(this::attend);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void attend() {
        say(LOOKED + " " + service.ledger().tip().height() + " "
                + service.health().loans().live());
        List<Attendant.Outcome> outcomes = attendant.attend();
        long sent = outcomes.stream()
                .filter(Attendant.Outcome.Sent.class::isInstance)
                .count();
        say(ATTENDED + " " + sent + " " + (outcomes.size() - sent));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
