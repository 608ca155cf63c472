package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Block;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.store.DepositEvent;
import org.escrowkit.wallet.store.WatchedScript;
import org.escrowkit.wallet.watch.Birth;
import org.escrowkit.wallet.watch.WatchStatus;
import org.escrowkit.wallet.watch.Watcher;
import org.jspecify.annotations.Nullable;

/** One playing of a scenario: a node, a watcher on it, and what the watcher must have told at each look. */
final class WatchStage implements AutoCloseable {
    /** How the watcher lives. */
    enum Life {
        /** In one piece. */
        LIVE,
        /** Killed after every poll and opened again for the next one on its file, so it is down whatever happens. */
        KILLED
    }

    static final Coin FEE = Coin.valueOf(10_000);
    static final Coin HIGHER_FEE = Coin.valueOf(50_000);

    /**
     * It tells of every opening of a store, of which there are hundreds here. Held, or its level would be forgotten.
     */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.WARNING);
    }

    private static final String BOOKS = "books";
    private static final String FILE = "watch.db";

    private final ScenarioNode node;
    private final Life life;
    private final Path directory;
    private final ScenarioLog log;
    private final List<ByteString> watched = new ArrayList<>();
    private @Nullable Watcher watcher;
    private int kills;

    WatchStage(ScenarioNode node, Life life, Path directory) {
        this.node = node;
        this.life = life;
        this.directory = directory;
        log = new ScenarioLog(node.height());
        look();
    }

    List<String> log() {
        return log.lines();
    }

    ScenarioNode node() {
        return node;
    }

    private Path home() {
        return directory.resolve(life + "-" + kills);
    }

    private Watcher watcher() {
        if (watcher == null) {
            try {
                watcher = Watcher.open(
                        node.port(), Files.createDirectories(home()).resolve(FILE));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return watcher;
    }

    /** What a killed process leaves is a copy of its files, made before they are closed. */
    private void rest() {
        if (life == Life.LIVE) {
            return;
        }
        Watcher old = watcher();
        Path from = home();
        kills++;
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(home());
            for (Path file : files.toList()) {
                Files.copy(file, home().resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        watcher = null;
        old.close();
    }

    /** Watches a new script that nobody knows yet. */
    ByteString watch() {
        return watch(Birth.now());
    }

    ByteString watch(Birth birth) {
        ByteString script = node.script();
        watch(script, birth);
        return script;
    }

    void watch(ByteString script, Birth birth) {
        watcher().watch(List.of(script), birth, "scenario");
        watched.add(script);
        rest();
    }

    /** Pays from a coin of its own; the first output is known by the name. */
    Transaction pay(String name, ByteString... scripts) {
        return spend(name, FEE, List.of(node.coin()), scripts);
    }

    Transaction spend(String name, Coin fee, List<Outpoint> coins, ByteString... scripts) {
        Transaction transaction = node.spending(coins, fee, List.of(scripts));
        log.name(transaction.txid(), name);
        return transaction;
    }

    /** Spends the first output of another one, and pays a stranger. */
    Transaction spend(String name, Transaction paid) {
        return spend(name, FEE, List.of(paid.outpoint(0)), node.script());
    }

    /** Spends the same coins as another transaction and pays more to the miners. */
    Transaction rival(String name, Transaction other, ByteString... scripts) {
        List<Outpoint> coins =
                other.inputs().stream().map(input -> input.outpoint()).toList();
        return spend(name, HIGHER_FEE, coins, scripts);
    }

    void submit(Transaction... transactions) {
        List.of(transactions).forEach(node::submit);
    }

    /** Mines a block of just these on the tip. */
    Sha256Hash mine(Transaction... transactions) {
        return mine(node.script(), transactions);
    }

    /** As {@link #mine(Transaction...)}, its reward to this script. */
    Sha256Hash mine(ByteString reward, Transaction... transactions) {
        return mineOn(node.tip(), node.height() + 1, reward, List.of(transactions));
    }

    /** Mines an empty block whose reward is known by the name. */
    Sha256Hash mineReward(String name, ByteString script) {
        Sha256Hash block = mine(script);
        log.name(
                Block.parse(node.port().block(block).orElseThrow())
                        .transactions()
                        .get(0)
                        .txid(),
                name);
        return block;
    }

    void mineEmpty(int blocks) {
        grow(node.tip(), node.height(), blocks);
    }

    /** Grows any chain by empty blocks; returns the last. */
    Sha256Hash grow(Sha256Hash from, int height, int blocks) {
        Sha256Hash last = from;
        for (int i = 1; i <= blocks; i++) {
            last = mineOn(last, height + i, node.script(), List.of());
        }
        return last;
    }

    private Sha256Hash mineOn(Sha256Hash parent, int height, ByteString reward, List<Transaction> transactions) {
        Sha256Hash block = node.mineOn(parent, height, reward, transactions);
        log.nameBlock(block, height);
        return block;
    }

    /**
     * Lets a branch of {@code depth + 1} blocks take the place of the topmost ones. The first of them holds these
     * transactions, the others none.
     */
    void reorg(int depth, Transaction... transactions) {
        int height = node.height() - depth;
        Sha256Hash parent = node.port().blockHash(height).orElseThrow();
        Sha256Hash first = mineOn(parent, height + 1, node.script(), List.of(transactions));
        Sha256Hash last = grow(first, height + 1, depth);
        assertEquals(last, node.tip());
    }

    /** Whatever the watcher finds must be this, each as a line of {@link ScenarioLog}; and the node must agree. */
    void look(String... expected) {
        WatchStatus status = poll();
        assertFalse(status instanceof WatchStatus.NodeBehind, status::toString);
        assertEquals(node.tip(), status.cursor().hash());
        List<DepositEvent> events = deliver();
        assertEquals(List.of(expected), log.add(events));
        List<WatchedScript> scripts = watched.stream()
                .map(script -> watcher().watched(script).orElseThrow())
                .toList();
        node.audit(watcher().ledger(), scripts, events);
        rest();
    }

    /** Whatever the watcher finds goes to the consumer. */
    void lookAt(Consumer<DepositEvent> consumer) {
        poll();
        deliver().forEach(consumer);
    }

    /** A single poll, whatever it finds. */
    void glance() {
        watcher().poll();
        rest();
    }

    /** The node must have fallen behind the watcher, which waits then and takes nothing back. */
    void lookFindsNodeBehind() {
        Ledger before = watcher().ledger();
        assertInstanceOf(WatchStatus.NodeBehind.class, poll());
        assertEquals(List.of(), deliver());
        assertEquals(before, watcher().ledger());
        rest();
    }

    /** Polling must fail like this, every time, and move nothing. */
    <T extends RuntimeException> T lookFails(Class<T> failure) {
        Ledger before = watcher().ledger();
        assertThrows(failure, watcher()::poll);
        rest();
        T again = assertThrows(failure, watcher()::poll);
        assertEquals(List.of(), deliver());
        assertEquals(before, watcher().ledger());
        rest();
        return again;
    }

    private WatchStatus poll() {
        WatchStatus status = watcher().poll();
        while (status.isWorking()) {
            rest();
            status = watcher().poll();
        }
        return status;
    }

    private List<DepositEvent> deliver() {
        List<DepositEvent> events = new ArrayList<>();
        watcher().deliver(BOOKS, events::add);
        return events;
    }

    Ledger ledger() {
        return watcher().ledger();
    }

    @Override
    public void close() {
        if (watcher != null) {
            Objects.requireNonNull(watcher).close();
        }
    }
}
