package org.escrowkit.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.regtest.RegtestNode;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.PostgresStore;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.watch.Watcher;

/** Both kinds of store, which flush to the disk at every commit. */
final class Stores {
    private static final int CONNECTIONS = 4;

    private Stores() {}

    static EscrowStore sqlite(Path file, RegtestNode regtest) {
        return SqliteStore.open(file, Watcher.genesis(JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST)));
    }

    static void onPostgres(RegtestNode regtest, Consumer<EscrowStore> user) {
        onPostgres(source -> user.accept(
                PostgresStore.open(source, Watcher.genesis(JsonRpcNode.connect(regtest.rpc(), Chain.REGTEST)))));
    }

    /** A server of its own, ended when the user is done. */
    static void onPostgres(Consumer<DataSource> user) {
        onServer(url -> {
            try (HikariDataSource pool = pool(url)) {
                user.accept(pool);
            }
        });
    }

    /** The same by its URL, for several processes. */
    static void onServer(Consumer<String> user) {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start()) {
            user.accept(server.getJdbcUrl("postgres", "postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }
}
