package org.escrowkit.regtest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.node.ZmqHints;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.PostgresStore;
import org.escrowkit.wallet.watch.WatchListener;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;

/**
 * The process of one of several watchers that share a store: follows until it is killed, and says on its output where
 * it is and what it was told, a line each.
 *
 * <p>Arguments: the node's RPC and ZMQ endpoints, its cookie file, the database's URL, a name, milliseconds of a lease.
 */
final class WatcherChild implements WatchListener {
    /** Before the hash of the block that it knows all up to, and the word for what it does. */
    static final String STATUS = "status";

    /** Before an event's sequence and id. */
    static final String EVENT = "event";

    private WatcherChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logger.getLogger("").setLevel(Level.WARNING);
        RpcCredentials cookie = RpcCredentials.cookie(Path.of(arguments[2]));
        JsonRpcNode node = JsonRpcNode.connect(JsonRpcClient.of(URI.create(arguments[0]), cookie), Chain.REGTEST);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[3]);
        config.setMaximumPoolSize(4);
        PostgresStore.Sharing sharing =
                PostgresStore.Sharing.named(arguments[4]).withLease(Duration.ofMillis(Long.parseLong(arguments[5])));
        try (HikariDataSource pool = new HikariDataSource(config);
                EscrowStore store = PostgresStore.open(pool, Chain.REGTEST.genesis(), sharing);
                Watcher watcher = Watcher.open(node, store)) {
            ZmqHints.open(URI.create(arguments[1]), watcher.doorbell());
            watcher.follow("loans", new WatcherChild());
        }
    }

    @Override
    public void onEvent(DepositEvent event) {
        System.out.println(EVENT + " " + event.sequence() + " " + event.id());
    }

    @Override
    public void onStatus(WatchStatus status) {
        System.out.println(
                STATUS + " " + status.cursor().hash() + " " + status.getClass().getSimpleName());
    }
}
