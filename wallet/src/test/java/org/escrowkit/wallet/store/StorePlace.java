package org.escrowkit.wallet.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;

/** Where a store is, in words that another process understands, too. */
public record StorePlace(String address) {
    private static final String SERVER = "jdbc:postgresql:";

    public static StorePlace of(Path file) {
        return new StorePlace(file.toString());
    }

    /** A store of the chain that the tests of this package have. */
    EscrowStore open() {
        return open(RandomSteps.GENESIS);
    }

    EscrowStore open(Db.Probe probe) {
        return isShared()
                ? StoreFixture.postgres(address, RandomSteps.GENESIS, probe)
                : StoreFixture.sqlite(Path.of(address), RandomSteps.GENESIS, probe);
    }

    public EscrowStore open(Sha256Hash genesis) {
        return open(genesis, sql -> {});
    }

    /** The same, whose probe is told every statement before it runs. */
    public EscrowStore open(Sha256Hash genesis, Consumer<String> probe) {
        return isShared()
                ? StoreFixture.postgres(address, genesis, probe::accept)
                : StoreFixture.sqlite(Path.of(address), genesis, probe::accept);
    }

    /** One of several processes that share it, by way of a URL of its own. */
    public static EscrowStore share(
            String url, Sha256Hash genesis, String name, Duration lease, Consumer<String> probe) {
        return StoreFixture.postgres(url, genesis, name, lease, probe::accept);
    }

    /** Makes the database, where that takes more than to open it. */
    public void prepare() {
        if (isShared()) {
            PostgresServer.prepare(address);
        }
    }

    boolean isShared() {
        return address.startsWith(SERVER);
    }

    /** As if so much time had passed that no lease is left of those who died. */
    public void endLease() {
        if (isShared()) {
            try {
                edit("UPDATE lease SET expires = 0");
            } catch (SQLException e) {
                throw new IllegalStateException(address, e);
            }
        }
    }

    /** As somebody does who has no business there. */
    int edit(String sql) throws SQLException {
        try (Connection other = connection();
                Statement statement = other.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(isShared() ? address : "jdbc:sqlite:" + address);
    }

    /** What it takes on the disk. */
    long bytes() throws IOException, SQLException {
        if (!isShared()) {
            return Files.size(Path.of(address));
        }
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1);
        }
    }
}
