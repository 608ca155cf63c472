package org.escrowkit.wallet.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bitcoinj.base.Sha256Hash;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of this process, and databases in it that are made as they are asked for. */
public final class PostgresServer {
    private static final Logger LOG = Logger.getLogger("io.zonky.test");
    private static final String TEMPLATE = "migrated";
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String NO_SUCH_DATABASE = "3D000";

    private PostgresServer() {}

    /** Started by the first who asks for it; a library stops it with the process. */
    private static final class Started {
        static final EmbeddedPostgres SERVER = start(UnaryOperator.identity());

        static {
            create(SERVER.getJdbcUrl("postgres", TEMPLATE), "template0");
            PGSimpleDataSource template = new PGSimpleDataSource();
            template.setUrl(SERVER.getJdbcUrl("postgres", TEMPLATE));
            // Everything but the row that names the chain.
            Schema.migrate(template, StoreFixture.DIALECT);
        }
    }

    /** The URL of a database of that name, which need not be there yet. */
    public static String url(String name) {
        return Started.SERVER.getJdbcUrl("postgres", name);
    }

    /** It is the server's own to see that it does not run as root. */
    static EmbeddedPostgres start(UnaryOperator<EmbeddedPostgres.Builder> settings) {
        try {
            LOG.setLevel(Level.WARNING);
            return settings.apply(EmbeddedPostgres.builder()
                            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                            .setServerConfig("synchronous_commit", "on"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the database that the URL names, unless it is there: empty, but with all tables. */
    static void prepare(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.getCatalog();
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                throw new IllegalStateException(url, e);
            }
            create(url, TEMPLATE);
        }
    }

    static void create(String url, String template) {
        String name = url.replaceFirst(".*/([^/?]+).*", "$1");
        try (Connection connection = DriverManager.getConnection(url.replace("/" + name, "/postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                throw new IllegalStateException(url, e);
            }
        }
    }

    /** The name of a database for something that has a name already. */
    static String name(String of) {
        return "s"
                + Sha256Hash.of(of.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 20);
    }
}
