package org.escrowkit.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.BitcoinNode;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.PostgresStore;
import org.escrowkit.wallet.store.SqliteStore;
import org.escrowkit.wallet.store.StoredLoan;
import org.escrowkit.wallet.watch.WatchStatus;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where loans are kept, and the node by which they are judged. */
final class LoanPlace {
    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The file in which the loans are kept: for one command at a time.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The PostgreSQL database in which they are kept, such as "
                    + "jdbc:postgresql://localhost/loans?user=me: for any number at a time. "
                    + "The password comes from ~/.pgpass.")
    private Optional<String> database = Optional.empty();

    @Mixin
    ChainOption chain = new ChainOption();

    @Mixin
    private NodeOptions node = new NodeOptions();

    /** The store of loans that are there, without a node; the caller closes it. */
    EscrowStore store() {
        requireLoans();
        return newStore();
    }

    private void requireLoans() {
        requirePlace();
        file.filter(Files::notExists).ifPresent(missing -> {
            throw Failure.refused(
                    "no loans in " + missing, "Begin with 'escrow loan open ID --store " + missing + "'.");
        });
    }

    private void requirePlace() {
        if (file.isPresent() == database.isPresent()) {
            throw Failure.usage("loans are kept in one place", "Name --store FILE, or --database jdbc:postgresql://….");
        }
    }

    private EscrowStore newStore() {
        return file.map(named -> SqliteStore.open(named, chain.chain.genesis()))
                .orElseGet(() -> PostgresStore.open(source(database.orElseThrow()), chain.chain.genesis()));
    }

    private static PGSimpleDataSource source(String url) {
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw Failure.usage("a password in an argument is seen by everybody here", "Put it into ~/.pgpass.");
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** The service over loans that are there; the caller closes it. */
    EscrowService service(Console console) {
        requireLoans();
        return newService(console);
    }

    /** The same, or the first loan's. A node that does not answer leaves no store behind. */
    EscrowService newService(Console console) {
        requirePlace();
        BitcoinNode connected = node.connect(chain.chain);
        EscrowStore store = newStore();
        try {
            return EscrowService.on(connected, store, console.clock());
        } catch (RuntimeException | Error failure) {
            store.close();
            throw failure;
        }
    }

    /** The service when it knows the chain up to now, and has told the loans; the caller closes it. */
    EscrowService currentService(Console console) {
        EscrowService service = service(console);
        try {
            WatchStatus status = ChainReader.catchUp(console, service::poll);
            if (!(status instanceof WatchStatus.StandingBy)) {
                ChainReader.requireCurrent(status, chain.chain);
            }
            return service;
        } catch (RuntimeException | Error failure) {
            service.close();
            throw failure;
        }
    }

    static StoredLoan loan(EscrowStore store, LoanId id) {
        return store.loans()
                .loan(id)
                .orElseThrow(() ->
                        Failure.refused("there is no loan " + id, "'escrow loan list' has those that there are."));
    }
}
