package org.escrowkit.wallet.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server of one test alone, which it may stop, kill and start again at the same address. */
public final class OwnPostgres implements AutoCloseable {
    private static final int MOST_STARTS = 20;

    private final Path data;
    private EmbeddedPostgres server;

    /** @param data directory of its own, which is not there yet */
    public OwnPostgres(Path data) {
        this.data = data;
        server = PostgresServer.start(builder -> builder.setDataDirectory(data).setCleanDataDirectory(false));
    }

    /** The URL of a new database without any table. */
    public String create(String name) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(name, e);
        }
        return server.getJdbcUrl("postgres", name);
    }

    /** As an administrator does: sessions are ended, and everything is written. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}: what it has promised is in its log, and nothing else need be anywhere. */
    public void kill() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            // Lets go of the data directory; there is nothing to stop any more.
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sessions of a killed server may live on for a moment, and hold its memory. */
    public void startAgain() {
        int port = server.getPort();
        for (int left = MOST_STARTS; ; left--) {
            try {
                server = PostgresServer.start(builder -> builder.setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setPort(port));
                return;
            } catch (UncheckedIOException | IllegalStateException busy) {
                if (left == 0) {
                    throw busy;
                }
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
